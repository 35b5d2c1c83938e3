/** Access to a scheduler: the tokens of clients, and how often each may call. */
@NullMarked
package io.sparsed.scheduler.access;

import org.jspecify.annotations.NullMarked;

/** Who may call a scheduler, and how often. */
@NullMarked
package io.sparsed.scheduler.access;

import org.jspecify.annotations.NullMarked;

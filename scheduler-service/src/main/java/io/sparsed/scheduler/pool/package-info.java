/** Manages the workers: what they serve, which one takes a call, and what happens if it fails. */
@NullMarked
package io.sparsed.scheduler.pool;

import org.jspecify.annotations.NullMarked;

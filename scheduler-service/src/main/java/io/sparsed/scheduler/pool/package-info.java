/**
 * Manages the workers: which there are, what they serve, which one takes a call, and what happens
 * when a call fails.
 */
@NullMarked
package io.sparsed.scheduler.pool;

import org.jspecify.annotations.NullMarked;

/**
 * The workers: which are there, what they serve, where a call goes and what happens when it fails.
 */
@NullMarked
package io.sparsed.scheduler.pool;

import org.jspecify.annotations.NullMarked;

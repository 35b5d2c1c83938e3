/** Tests the pool with workers in memory. */
@NullMarked
package io.sparsed.scheduler.pool;

import org.jspecify.annotations.NullMarked;

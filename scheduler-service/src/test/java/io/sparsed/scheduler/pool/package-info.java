/** Tests of the package. */
@NullMarked
package io.sparsed.scheduler.pool;

import org.jspecify.annotations.NullMarked;

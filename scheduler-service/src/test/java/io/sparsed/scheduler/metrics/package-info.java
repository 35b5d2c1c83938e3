/** Tests of the metrics that an operator reads. */
@NullMarked
package io.sparsed.scheduler.metrics;

import org.jspecify.annotations.NullMarked;

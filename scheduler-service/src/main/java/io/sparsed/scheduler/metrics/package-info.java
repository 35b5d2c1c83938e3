/** What an operator watches, for Prometheus. */
@NullMarked
package io.sparsed.scheduler.metrics;

import org.jspecify.annotations.NullMarked;

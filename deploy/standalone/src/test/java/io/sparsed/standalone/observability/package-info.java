/** Metrics, dashboard and alerts against real servers. */
@NullMarked
package io.sparsed.standalone.observability;

import org.jspecify.annotations.NullMarked;

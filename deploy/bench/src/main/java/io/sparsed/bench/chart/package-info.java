/** Line charts, drawn as SVG. */
@NullMarked
package io.sparsed.bench.chart;

import org.jspecify.annotations.NullMarked;

/** Line and scatter charts, drawn as SVG and PNG. */
@NullMarked
package io.sparsed.bench.chart;

import org.jspecify.annotations.NullMarked;

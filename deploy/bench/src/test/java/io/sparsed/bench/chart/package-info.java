/** Line and scatter charts, drawn for real and read back. */
@NullMarked
package io.sparsed.bench.chart;

import org.jspecify.annotations.NullMarked;

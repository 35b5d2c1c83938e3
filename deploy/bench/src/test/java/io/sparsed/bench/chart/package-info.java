/** Line charts, drawn and read back. */
@NullMarked
package io.sparsed.bench.chart;

import org.jspecify.annotations.NullMarked;

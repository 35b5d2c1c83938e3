/** Line and scatter charts, drawn for real and read back. */
@NullMarked
package io.sparsed.standalone.chart;

import org.jspecify.annotations.NullMarked;

/** Line and scatter charts, drawn as SVG and PNG. */
@NullMarked
package io.sparsed.standalone.chart;

import org.jspecify.annotations.NullMarked;

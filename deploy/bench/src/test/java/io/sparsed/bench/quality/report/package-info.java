/** Numbers that are known, through every report. */
@NullMarked
package io.sparsed.bench.quality.report;

import org.jspecify.annotations.NullMarked;

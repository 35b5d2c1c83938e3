/** What a benchmark ran on, for its report. */
@NullMarked
package io.sparsed.bench.machine;

import org.jspecify.annotations.NullMarked;

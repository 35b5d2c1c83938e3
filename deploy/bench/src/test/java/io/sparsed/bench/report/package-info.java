/** Reports, written into files and read back. */
@NullMarked
package io.sparsed.bench.report;

import org.jspecify.annotations.NullMarked;

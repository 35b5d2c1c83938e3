/** The benchmarks, {@code sparsed bench}: they print the numbers of the docs. */
@NullMarked
package io.sparsed.bench;

import org.jspecify.annotations.NullMarked;

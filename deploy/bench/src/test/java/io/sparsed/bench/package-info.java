/** Tests of what the benchmarks have in common. */
@NullMarked
package io.sparsed.bench;

import org.jspecify.annotations.NullMarked;

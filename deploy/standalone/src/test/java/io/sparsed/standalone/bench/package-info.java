/** Tests of what the benchmarks have in common. */
@NullMarked
package io.sparsed.standalone.bench;

import org.jspecify.annotations.NullMarked;

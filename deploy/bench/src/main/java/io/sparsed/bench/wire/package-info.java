/** What benchmarks say to workers themselves, without a scheduler between. */
@NullMarked
package io.sparsed.bench.wire;

import org.jspecify.annotations.NullMarked;

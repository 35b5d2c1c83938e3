/** Measures the memory of a worker. */
@NullMarked
package io.sparsed.bench.memory;

import org.jspecify.annotations.NullMarked;

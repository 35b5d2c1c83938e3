/** Finds, loads and calls the library of CUDA kernels of {@code src/main/cuda}. */
@NullMarked
package io.sparsed.worker.cuda;

import org.jspecify.annotations.NullMarked;

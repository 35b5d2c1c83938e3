/** The CUDA kernels of src/main/cuda: finding, loading and calling their library. */
@NullMarked
package io.sparsed.worker.cuda;

import org.jspecify.annotations.NullMarked;

/** Tests of the kernels' library and of what runs on it. */
@NullMarked
package io.sparsed.worker.cuda;

import org.jspecify.annotations.NullMarked;

/** Tests of the kernels' library and of the kernels. */
@NullMarked
package io.sparsed.worker.cuda;

import org.jspecify.annotations.NullMarked;

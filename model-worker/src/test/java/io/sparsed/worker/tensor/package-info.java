/** Tests of scripts and transfers, and a count of the live tensors. */
@NullMarked
package io.sparsed.worker.tensor;

import org.jspecify.annotations.NullMarked;

/** The thin layer over DJL: devices, scripts in TorchScript, tensors over raw memory. */
@NullMarked
package io.sparsed.worker.tensor;

import org.jspecify.annotations.NullMarked;

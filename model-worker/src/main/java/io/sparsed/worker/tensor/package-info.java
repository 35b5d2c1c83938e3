/**
 * The thin layer over DJL: devices, graph pieces written in TorchScript, tensors over raw memory.
 */
@NullMarked
package io.sparsed.worker.tensor;

import org.jspecify.annotations.NullMarked;

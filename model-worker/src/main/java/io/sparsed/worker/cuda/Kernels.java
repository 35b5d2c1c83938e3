package io.sparsed.worker.cuda;

import io.sparsed.worker.tensor.ElementType;
import io.sparsed.worker.tensor.Torch;
import java.nio.file.Path;
import java.util.Optional;

/** The kernels that compute a model on a device beside libtorch: our CUDA kernels, or none. */
public sealed interface Kernels {
  /** Our CUDA kernels, on a device that they serve. */
  record Cuda(CudaDevice device) implements Kernels {}

  /**
   * No kernels beside libtorch.
   *
   * @param reason why there are no kernels
   */
  record Portable(String reason) implements Kernels {}

  /**
   * Finds the kernels for a device.
   *
   * @param type element type in which the model is computed
   * @param library a library file that replaces the one in the jar
   */
  static Kernels find(Torch torch, ElementType type, Optional<Path> library) {
    if (torch.cudaDevice().isEmpty()) {
      return new Portable("the device is a CPU");
    }
    if (type != ElementType.BFLOAT16) {
      return new Portable("the CUDA kernels are for bfloat16, not " + type.displayName());
    }
    try {
      var opened = LibraryFile.open(library);
      var generation = opened.generation(torch.cudaDevice().getAsInt());
      return generation.kernels() == 0
          ? new Portable("no CUDA kernel serves this GPU: " + generation.reason())
          : new Cuda(new CudaDevice(torch, opened, generation));
    } catch (NoKernelsException e) {
      return new Portable(String.valueOf(e.getMessage()));
    }
  }

  /** Describes the kernels to an operator. */
  default String description() {
    return switch (this) {
      case Cuda(var device) -> device.description();
      case Portable(var reason) -> "portable: " + reason;
    };
  }
}

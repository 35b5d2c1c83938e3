package io.sparsed.worker.model;

import io.sparsed.worker.cuda.Kernels;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** LinearLayers say in which number type a model's linear layers multiply on a device. */
public sealed interface LinearLayers {
  /** Products in fp8. */
  record InFp8() implements LinearLayers {}

  /** Products in the type that the model computes in, as it was asked for. */
  record Full() implements LinearLayers {}

  /**
   * Products in the type that the model computes in, though fp8 was asked for.
   *
   * @param reason why fp8 does not serve
   */
  record NotInFp8(String reason) implements LinearLayers {}

  /** The number that rows and columns of a product in fp8 are multiples of. */
  int MULTIPLE = 16;

  /** Returns what serves a model on a device, and logs why where it is not what was asked for. */
  static LinearLayers choose(Precision wanted, Kernels kernels, ModelSpec spec) {
    var chosen =
        switch (wanted) {
          case FULL -> new Full();
          case FP8_LINEAR, FP8 -> fp8(kernels, spec);
        };
    if (chosen instanceof NotInFp8(var reason)) {
      Logger log = LoggerFactory.getLogger(LinearLayers.class);
      log.warn("linear layers are not in fp8: {}", reason);
    }
    return chosen;
  }

  private static LinearLayers fp8(Kernels kernels, ModelSpec spec) {
    boolean fits =
        spec.hidden() % MULTIPLE == 0
            && spec.widths().allMatch(each -> each % MULTIPLE == 0)
            && spec.kvHeads() * spec.headDim() % MULTIPLE == 0;
    return switch (kernels) {
      case Kernels.Portable(var reason) -> new NotInFp8(reason);
      case Kernels.Cuda(var device) when !device.isHopper() ->
          new NotInFp8("the GPU is not a Hopper");
      case Kernels.Cuda _ ->
          fits ? new InFp8() : new NotInFp8("the model's widths are no multiples of " + MULTIPLE);
    };
  }

  /** Returns what an operator reads behind the description of the kernels. */
  default String description() {
    return switch (this) {
      case Full() -> "";
      case InFp8() -> "; linear layers in fp8";
      case NotInFp8(var reason) -> "; linear layers not in fp8: " + reason;
    };
  }
}

package io.sparsed.worker.attention;

import ai.djl.engine.EngineException;
import io.sparsed.worker.cuda.CudaDevice;
import io.sparsed.worker.cuda.CudaException;
import io.sparsed.worker.cuda.HeadCounts;
import io.sparsed.worker.cuda.Kernels;
import io.sparsed.worker.tensor.Torch;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An AttentionPrecision says in which number type attention of many rows multiplies, and in which
 * keys and values are kept for reuse.
 */
public sealed interface AttentionPrecision {
  /**
   * Products in fp8: all dense ones, and those of patterns whose blocks the kernel serves. Keys and
   * values are kept in fp8.
   */
  record InFp8() implements AttentionPrecision {}

  /** Products in the type that the model computes in, as it was asked for. */
  record Full() implements AttentionPrecision {}

  /**
   * Products in the type that the model computes in, though fp8 was asked for.
   *
   * @param reason why fp8 does not serve
   */
  record NotInFp8(String reason) implements AttentionPrecision {}

  /**
   * Returns what serves heads on a device. Tries the kernels once, so that a refusal is known
   * before a request meets it.
   *
   * @param wantsFp8 whether fp8 is asked for
   */
  static AttentionPrecision choose(
      boolean wantsFp8, Torch torch, Kernels kernels, HeadCounts heads) {
    return wantsFp8 ? fp8(torch, kernels, heads) : new Full();
  }

  private static AttentionPrecision fp8(Torch torch, Kernels kernels, HeadCounts heads) {
    return switch (kernels) {
      case Kernels.Portable(var reason) -> new NotInFp8(reason);
      case Kernels.Cuda(var cuda) when !cuda.isHopper() -> new NotInFp8("the GPU is not a Hopper");
      case Kernels.Cuda _ when heads.headDim() != KernelAttention.FP8_HEAD_DIM ->
          new NotInFp8(
              "the model has heads of %d dimensions, not %d"
                  .formatted(heads.headDim(), KernelAttention.FP8_HEAD_DIM));
      case Kernels.Cuda(var cuda) -> tried(torch, cuda, heads);
    };
  }

  private static AttentionPrecision tried(Torch torch, CudaDevice cuda, HeadCounts heads) {
    try {
      Fp8Trial.run(torch, cuda, heads);
      return new InFp8();
    } catch (CudaException | EngineException e) {
      return new NotInFp8(String.valueOf(e.getMessage()));
    }
  }

  /** Returns what serves on all devices of a worker, and logs why if it is not fp8. */
  static AttentionPrecision ofAll(List<AttentionPrecision> devices) {
    for (var each : devices) {
      if (each instanceof NotInFp8(var reason)) {
        Logger log = LoggerFactory.getLogger(AttentionPrecision.class);
        log.warn("attention is not in fp8: {}", reason);
        return each;
      }
    }
    return devices.getFirst();
  }

  /** Returns the bytes of scratch memory that attention of a sequence takes on a device. */
  default long scratchBytes(HeadCounts heads, int tokens) {
    return switch (this) {
      case Full(), NotInFp8 _ -> 0;
      case InFp8() -> KernelAttention.fp8OperandBytes(heads, tokens);
    };
  }

  /** Returns what an operator reads behind the description of the kernels. */
  default String description() {
    return switch (this) {
      case Full() -> "";
      case InFp8() -> "; attention in fp8";
      case NotInFp8(var reason) -> "; attention not in fp8: " + reason;
    };
  }
}

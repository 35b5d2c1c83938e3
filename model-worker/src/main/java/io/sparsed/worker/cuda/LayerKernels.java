package io.sparsed.worker.cuda;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.invoke.MethodHandle;

/**
 * Calls the kernels for a layer's work between its matrix products: RMSNorm, rotation, SiLU. Not
 * thread-safe; no call waits for the stream.
 */
public final class LayerKernels {
  private final CudaCalls calls;
  private final MethodHandle rmsNorm;
  private final MethodHandle rope;
  private final MethodHandle siluMul;
  private final HeadsArgument q = new HeadsArgument();
  private final HeadsArgument k = new HeadsArgument();

  LayerKernels(CudaCalls calls) {
    this.calls = calls;
    var library = calls.library();
    rmsNorm =
        library.function(
            "sparsed_rms_norm",
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_INT,
            JAVA_FLOAT,
            JAVA_LONG);
    rope =
        library.function(
            "sparsed_rope",
            HeadsArgument.LAYOUT,
            HeadsArgument.LAYOUT,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_LONG);
    siluMul =
        library.function("sparsed_silu_mul", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG);
  }

  /** Calls {@code sparsed_rms_norm}. */
  public void rmsNorm(long x, long weight, long y, long rows, int hidden, float eps, long stream) {
    calls.check(
        "RMSNorm", () -> (int) rmsNorm.invokeExact(x, weight, y, rows, hidden, eps, stream));
  }

  /**
   * Calls {@code sparsed_rope} for positions from 0 on.
   *
   * @param table address of the cosines, then the sines, of {@code tableLength} positions
   */
  public void rope(
      Heads query,
      Heads key,
      HeadCounts heads,
      int tokens,
      long table,
      long tableLength,
      long stream) {
    var qStruct = q.set(query);
    var kStruct = k.set(key);
    calls.check(
        "rotation",
        () ->
            (int)
                rope.invokeExact(
                    qStruct,
                    kStruct,
                    table,
                    tableLength,
                    0L,
                    heads.heads(),
                    heads.kvHeads(),
                    heads.headDim(),
                    tokens,
                    stream));
  }

  /** Calls {@code sparsed_silu_mul}. */
  public void siluMul(long gateUp, long y, long rows, int width, long stream) {
    calls.check("SiLU", () -> (int) siluMul.invokeExact(gateUp, y, rows, width, stream));
  }
}

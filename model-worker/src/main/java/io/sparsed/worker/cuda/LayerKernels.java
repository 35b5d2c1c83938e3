package io.sparsed.worker.cuda;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.invoke.MethodHandle;

/**
 * Calls the kernels for a layer's work between its matrix products: RMSNorm, rotation, SiLU, rows
 * in fp8. Not thread-safe; no call waits for the stream.
 */
public final class LayerKernels {
  private final CudaCalls calls;
  private final MethodHandle rmsNorm;
  private final MethodHandle rope;
  private final MethodHandle siluMul;
  private final MethodHandle rmsNormInFp8;
  private final MethodHandle siluMulInFp8;
  private final MethodHandle quantizeRows;
  private final HeadsArgument q = new HeadsArgument();
  private final HeadsArgument k = new HeadsArgument();

  /** The addresses of rows in fp8 and of the factor of each row. */
  public record Fp8Rows(long matrix, long factors) {}

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
    rmsNormInFp8 =
        library.function(
            "sparsed_rms_norm_fp8",
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_INT,
            JAVA_FLOAT,
            JAVA_LONG);
    siluMulInFp8 =
        library.function(
            "sparsed_silu_mul_fp8",
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_INT,
            JAVA_LONG);
    quantizeRows =
        library.function(
            "sparsed_quantize_rows",
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_INT,
            JAVA_LONG);
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

  /** Calls {@code sparsed_rms_norm_fp8}. */
  public void rmsNormInFp8(
      long x, long weight, Fp8Rows y, long rows, int hidden, float eps, long stream) {
    calls.check(
        "RMSNorm in fp8",
        () ->
            (int)
                rmsNormInFp8.invokeExact(
                    x, weight, y.matrix(), y.factors(), rows, hidden, eps, stream));
  }

  /** Calls {@code sparsed_silu_mul_fp8}. */
  public void siluMulInFp8(long gateUp, Fp8Rows y, long rows, int width, long stream) {
    calls.check(
        "SiLU in fp8",
        () -> (int) siluMulInFp8.invokeExact(gateUp, y.matrix(), y.factors(), rows, width, stream));
  }

  /** Calls {@code sparsed_quantize_rows} for rows that lie one after another. */
  public void quantizeRows(long x, Fp8Rows y, long rows, int width, long stream) {
    calls.check(
        "rows in fp8",
        () ->
            (int)
                quantizeRows.invokeExact(
                    x, (long) width, y.matrix(), y.factors(), rows, width, stream));
  }
}

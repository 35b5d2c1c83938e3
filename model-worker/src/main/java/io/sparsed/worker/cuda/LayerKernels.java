package io.sparsed.worker.cuda;

import static io.sparsed.worker.tensor.Parameters.floats;
import static io.sparsed.worker.tensor.Parameters.ints;
import static io.sparsed.worker.tensor.Parameters.longs;

import io.sparsed.worker.tensor.Parameters;
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
        library.function("sparsed_rms_norm", Parameters.of(longs(4), ints(1), floats(1), longs(1)));
    rope =
        library.function(
            "sparsed_rope", Parameters.of(HeadsArgument.layouts(2), longs(3), ints(4), longs(1)));
    siluMul = library.function("sparsed_silu_mul", Parameters.of(longs(3), ints(1), longs(1)));
    rmsNormInFp8 =
        library.function(
            "sparsed_rms_norm_fp8", Parameters.of(longs(5), ints(1), floats(1), longs(1)));
    siluMulInFp8 =
        library.function("sparsed_silu_mul_fp8", Parameters.of(longs(4), ints(1), longs(1)));
    quantizeRows =
        library.function("sparsed_quantize_rows", Parameters.of(longs(5), ints(1), longs(1)));
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

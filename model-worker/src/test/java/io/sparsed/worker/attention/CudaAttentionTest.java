package io.sparsed.worker.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.cuda.Gpu;
import io.sparsed.worker.cuda.HeadCounts;
import io.sparsed.worker.tensor.ElementType;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares the CUDA kernels with the portable ones in fp32, on the same bf16 numbers. */
class CudaAttentionTest {
  /**
   * The tolerance as a share of the mean absolute value: bf16 rounds the result, and the softmax
   * weights within.
   */
  private static final double TOLERANCE = 0.01;

  /** Values and weights in fp8 are rounded to 2^-4, keys and queries as well. */
  private static final double FP8_ROW_ERROR = 0.2;

  private Gpu gpu;
  private NDManager scope;

  @BeforeEach
  void open() {
    gpu = Gpu.open();
    scope = gpu.torch().manager().newSubManager();
  }

  @AfterEach
  void close() {
    if (gpu != null) {
      scope.close();
      gpu.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    // tokens before the sequence, its length, first wanted row, heads, kv heads, head dim, block,
    // select
    "0, 4096, 0, 4, 4, 128, 128, 0.3",
    "0, 1000, 0, 4, 4, 64, 32, 0.3",
    "7, 3001, 2816, 8, 2, 128, 64, 0.1",
    "300, 700, 512, 4, 1, 64, 16, 0.5",
    "0, 900, 256, 4, 4, 128, 256, 0.3", // no kernel for these blocks: the portable way
    "0, 130, 0, 2, 2, 32, 16, 0.5", // nor for these heads
  })
  void attention_anyShape_asPortable(
      int before,
      int length,
      int firstRow,
      int heads,
      int kvHeads,
      int headDim,
      int block,
      double select) {
    var counts = new HeadCounts(heads, kvHeads, headDim);
    var in = normal(before + length + 3, counts);
    var wide = new HeadTensors(wide(in.q()), wide(in.k()), wide(in.v()));
    var all = new Span(before, length, RowRange.all(length));
    var tail = new Span(before, length, new RowRange(firstRow, length - firstRow));
    var shape = new PatternShape(1, 1, heads, block, length);
    var chosen = BlockSelection.of(length, length - length / 4, block, select);

    try (var cuda = kernels(counts, new AttentionPrecision.Full());
        var portable = AttentionKernels.portable(gpu.torch())) {
      assertClose(cuda.dense(scope, in, all), portable.dense(scope, wide, all));
      assertClose(cuda.dense(scope, in, tail), portable.dense(scope, wide, tail));

      var pattern = select(cuda, shape, chosen, in, all);
      assertMostlyEqual(pattern, select(portable, shape, chosen, wide, all));
      try (var onCuda = cuda.prepare(pattern);
          var onPortable = portable.prepare(pattern)) {
        assertClose(
            onCuda.sparse(scope, 0, 0, in, tail), onPortable.sparse(scope, 0, 0, wide, tail));
        assertClose(onCuda.sparse(scope, 0, 0, in, all), onPortable.sparse(scope, 0, 0, wide, all));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"KERNEL, 1000, 4, 2, 128", "CUDNN, 1000, 4, 2, 128", "CUDNN, 777, 4, 4, 64"})
  void dense_anyBackend_asPortable(
      CudaDense.Backend backend, int length, int heads, int kvHeads, int headDim) {
    var in = normal(length, new HeadCounts(heads, kvHeads, headDim));
    var wide = new HeadTensors(wide(in.q()), wide(in.k()), wide(in.v()));
    var span = new Span(0, length, new RowRange(256, length - 256));
    var kernel = new KernelAttention(gpu.kernels().device(), new AttentionPrecision.Full());
    try (var portable = AttentionKernels.portable(gpu.torch());
        var dense = new CudaDense(gpu.torch(), kernel, backend, portable)) {
      assertClose(dense.attend(scope, in, span), portable.dense(scope, wide, span));
    }
  }

  @ParameterizedTest
  @CsvSource({
    // tokens before the sequence, its length, first wanted row, heads, kv heads
    "0, 4096, 0, 4, 4",
    "7, 3001, 2560, 8, 2",
    "300, 1111, 128, 4, 1",
  })
  void attention_inFp8_rowsNearFp32(int before, int length, int firstRow, int heads, int kvHeads) {
    var counts = new HeadCounts(heads, kvHeads, 128);
    var in = normal(before + length + 3, counts);
    var wide = new HeadTensors(wide(in.q()), wide(in.k()), wide(in.v()));
    var all = new Span(before, length, RowRange.all(length));
    var tail = new Span(before, length, new RowRange(firstRow, length - firstRow));
    var shape = new PatternShape(1, 1, heads, 128, length);
    var chosen = BlockSelection.of(length, length - length / 4, 128, 0.3);
    var precision = AttentionPrecision.choose(true, gpu.torch(), gpu.kernels(), counts);
    assumeTrue(gpu.kernels().device().isHopper(), precision.description());
    assertThat(precision).isEqualTo(new AttentionPrecision.InFp8());

    try (var fp8 = kernels(counts, precision);
        var bf16 = kernels(counts, new AttentionPrecision.Full());
        var portable = AttentionKernels.portable(gpu.torch())) {
      for (var span : List.of(all, tail)) {
        assertRowsNear(
            "dense",
            portable.dense(scope, wide, span),
            fp8.dense(scope, in, span),
            bf16.dense(scope, in, span));
      }
      var pattern = select(fp8, shape, chosen, in, all);
      assertThat(pattern.words()).isEqualTo(select(bf16, shape, chosen, in, all).words());
      try (var inFp8 = fp8.prepare(pattern);
          var inBf16 = bf16.prepare(pattern);
          var exact = portable.prepare(pattern)) {
        for (var span : List.of(all, tail)) {
          assertRowsNear(
              "sparse",
              exact.sparse(scope, 0, 0, wide, span),
              inFp8.sparse(scope, 0, 0, in, span),
              inBf16.sparse(scope, 0, 0, in, span));
        }
      }
    }
  }

  private AttentionKernels kernels(HeadCounts counts, AttentionPrecision precision) {
    return AttentionKernels.of(gpu.torch(), gpu.kernels(), counts, precision);
  }

  private void assertRowsNear(String name, PtNDArray exact, PtNDArray inFp8, PtNDArray inBf16) {
    double fp8 = worstRow(inFp8, exact);
    double bf16 = worstRow(inBf16, exact);
    System.out.printf("%s, worst row against fp32: fp8 %.2e, bf16 %.2e%n", name, fp8, bf16);
    assertThat(fp8).isBetween(bf16, FP8_ROW_ERROR); // as in bf16, it would not be in fp8
  }

  /** The greatest distance of a head's row, as a share of the row's norm. */
  private double worstRow(PtNDArray found, PtNDArray expected) {
    float[] exact = expected.toFloatArray();
    float[] values = wide(found).toFloatArray();
    assertThat(values).hasSameSizeAs(exact);
    double worst = 0;
    for (int row = 0; row < exact.length; row += 128) {
      double error = 0;
      double size = 0;
      for (int i = row; i < row + 128; i++) {
        error += (exact[i] - values[i]) * (exact[i] - values[i]);
        size += exact[i] * exact[i];
      }
      worst = Math.max(worst, Math.sqrt(error / size));
    }
    return worst;
  }

  private static Pattern select(
      AttentionKernels kernels,
      PatternShape shape,
      BlockSelection chosen,
      HeadTensors in,
      Span span) {
    try (var selection = kernels.select(shape, chosen, 0.2)) {
      selection.add(0, 0, in, span);
      return selection.finish();
    }
  }

  private void assertClose(PtNDArray found, PtNDArray expected) {
    float[] exact = expected.toFloatArray();
    float[] values = wide(found).toFloatArray();
    double error = 0;
    double size = 0;
    for (int i = 0; i < exact.length; i++) {
      error += Math.abs(exact[i] - values[i]);
      size += Math.abs(exact[i]);
    }
    assertThat(values).hasSameSizeAs(exact);
    assertThat(error / size).isLessThan(TOLERANCE);
  }

  /** Blocks of almost equal importance may fall on either side. */
  private static void assertMostlyEqual(Pattern found, Pattern expected) {
    long different = 0;
    long kept = 0;
    for (int i = 0; i < found.shape().words(); i++) {
      different += Long.bitCount(found.word(i) ^ expected.word(i));
      kept += Long.bitCount(expected.word(i));
    }
    assertThat((double) different / kept).isLessThan(0.002);
  }

  private HeadTensors normal(int tokens, HeadCounts counts) {
    return new HeadTensors(
        bf16(tokens, counts.heads(), counts.headDim()),
        bf16(tokens, counts.kvHeads(), counts.headDim()),
        bf16(tokens, counts.kvHeads(), counts.headDim()));
  }

  private PtNDArray bf16(long... shape) {
    var normal = (PtNDArray) scope.randomNormal(new Shape(shape));
    return gpu.torch().convert(scope, normal, ElementType.BFLOAT16);
  }

  private PtNDArray wide(PtNDArray tensor) {
    return gpu.torch().convert(scope, tensor, ElementType.FLOAT32);
  }
}

package io.sparsed.worker.attention;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.cuda.Gpu;
import io.sparsed.worker.cuda.HeadCounts;
import io.sparsed.worker.tensor.ElementType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares the kernel for few rows with portable attention in fp32, on the same bf16 numbers. */
class CudaFewRowsTest {
  private static final double TOLERANCE = 0.01;

  @ParameterizedTest
  @CsvSource({
    // canvas, first row, rows, heads, kv heads, head dim, block, select
    "5000, 4901, 33, 4, 4, 128, 128, 0.3",
    "4096, 4000, 96, 28, 4, 128, 64, 0.2",
    "3001, 1, 1, 8, 2, 64, 32, 0.3",
    "700, 300, 200, 4, 1, 64, 16, 0.5",
    "130, 97, 33, 2, 2, 128, 128, 0.3",
    "20000, 19968, 32, 4, 4, 128, 128, 0.1",
  })
  void attend_anyRows_asPortable(
      int length,
      int firstRow,
      int rows,
      int heads,
      int kvHeads,
      int headDim,
      int block,
      double select) {
    var gpu = Gpu.open();
    var counts = new HeadCounts(heads, kvHeads, headDim);
    try (var scope = gpu.torch().manager().newSubManager();
        var cuda =
            AttentionKernels.of(gpu.torch(), gpu.kernels(), counts, new AttentionPrecision.Full());
        var portable = AttentionKernels.portable(gpu.torch())) {
      var in = normal(gpu, scope, length, counts);
      var wide =
          new HeadTensors(
              wide(gpu, scope, in.q()), wide(gpu, scope, in.k()), wide(gpu, scope, in.v()));
      var all = new Span(0, length, RowRange.all(length));
      var few = new Span(0, length, new RowRange(firstRow, rows));
      assertClose(gpu, scope, cuda.dense(scope, in, few), portable.dense(scope, wide, few));

      var shape = new PatternShape(1, 1, heads, block, length);
      var chosen = BlockSelection.of(length, length - length / 4, block, select);
      Pattern pattern;
      try (var selection = cuda.select(shape, chosen, 0.2)) {
        selection.add(0, 0, in, all);
        pattern = selection.finish();
      }
      try (var onCuda = cuda.prepare(pattern);
          var onPortable = portable.prepare(pattern)) {
        assertThat(onCuda.alignment(rows)).isEqualTo(1);
        var expected =
            gpu.torch().rows(scope, onPortable.sparse(scope, 0, 0, wide, all), firstRow, rows);
        assertClose(gpu, scope, onCuda.sparse(scope, 0, 0, in, few), expected);
      }
    } finally {
      gpu.close();
    }
  }

  private static void assertClose(Gpu gpu, NDManager scope, PtNDArray found, PtNDArray expected) {
    float[] exact = expected.duplicate().toFloatArray();
    float[] values = wide(gpu, scope, found).toFloatArray();
    double error = 0;
    double size = 0;
    for (int i = 0; i < exact.length; i++) {
      error += Math.abs(exact[i] - values[i]);
      size += Math.abs(exact[i]);
    }
    assertThat(values).hasSameSizeAs(exact);
    assertThat(error / size).isLessThan(TOLERANCE);
  }

  private static HeadTensors normal(Gpu gpu, NDManager scope, int tokens, HeadCounts counts) {
    return new HeadTensors(
        bf16(gpu, scope, tokens, counts.heads(), counts.headDim()),
        bf16(gpu, scope, tokens, counts.kvHeads(), counts.headDim()),
        bf16(gpu, scope, tokens, counts.kvHeads(), counts.headDim()));
  }

  private static PtNDArray bf16(Gpu gpu, NDManager scope, long... shape) {
    var normal = (PtNDArray) scope.randomNormal(new Shape(shape));
    return gpu.torch().convert(scope, normal, ElementType.BFLOAT16);
  }

  private static PtNDArray wide(Gpu gpu, NDManager scope, PtNDArray tensor) {
    return gpu.torch().convert(scope, tensor, ElementType.FLOAT32);
  }
}

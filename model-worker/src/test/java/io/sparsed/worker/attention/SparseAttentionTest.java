package io.sparsed.worker.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.tensor.Torch;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Block-sparse attention is dense attention in which a query sees only the tokens of its kept
 * blocks.
 */
class SparseAttentionTest {
  private static final double TOLERANCE = 2e-6;

  private Torch torch;
  private AttentionKernels kernels;
  private NDManager scope;

  @BeforeEach
  void open() {
    torch = Torch.open("cpu");
    kernels = AttentionKernels.portable(torch);
    scope = torch.manager().newSubManager();
  }

  @AfterEach
  void close() {
    scope.close();
    kernels.close();
    torch.close();
  }

  @ParameterizedTest
  @CsvSource({
    // canvases, heads, kv heads, length, head dim, block
    "1, 4, 4, 256, 16, 16",
    "1, 4, 2, 250, 32, 32",
    "2, 4, 1, 700, 16, 64",
    "2, 2, 2, 129, 64, 128",
    "1, 3, 3, 1000, 16, 256",
    "1, 2, 2, 17, 8, 16",
    "1, 2, 2, 5, 8, 16",
  })
  void sparse_anyPattern_denseUnderTokenMask(
      int canvases, int heads, int kvHeads, int length, int headDim, int block) {
    var random = new Random(length);
    float[] q = gaussian(random, canvases * heads * length * headDim);
    float[] k = gaussian(random, canvases * kvHeads * length * headDim);
    float[] v = gaussian(random, canvases * kvHeads * length * headDim);
    var pattern = randomPattern(random, new PatternShape(canvases, 1, heads, block, length));

    float[] found;
    try (var prepared = kernels.prepare(pattern)) {
      found =
          prepared
              .sparse(
                  scope,
                  0,
                  tensor(q, canvases, heads, length, headDim),
                  tensor(k, canvases, kvHeads, length, headDim),
                  tensor(v, canvases, kvHeads, length, headDim))
              .toFloatArray();
    }

    var reference = new MaskedAttention(heads, kvHeads, length, headDim, q, k, v);
    for (int i = 0; i < 200; i++) {
      int branch = random.nextInt(canvases);
      int head = random.nextInt(heads);
      int query = i == 0 ? length - 1 : random.nextInt(length);
      int[] kept = pattern.kept(branch, 0, head, query / block);
      double[] expected = reference.row(branch, head, query, block, kept);
      int row = ((branch * heads + head) * length + query) * headDim;
      for (int d = 0; d < headDim; d++) {
        assertThat((double) found[row + d]).isCloseTo(expected[d], within(TOLERANCE));
      }
    }
  }

  @Test
  void sparse_everyBlockKept_exactlyDense() {
    var shape = new PatternShape(1, 1, 2, 32, 200);
    var q = random(1, 2, 200, 16);
    var k = random(1, 2, 200, 16);
    var v = random(1, 2, 200, 16);
    var selection = BlockSelection.of(200, 150, 32, 1.0);
    var builder = new Pattern.Builder(shape);
    builder.layer(0, kernels.select(q, k, 0.25, 32, selection));

    try (var prepared = kernels.prepare(builder.build())) {
      assertThat(prepared.sparse(scope, 0, q, k, v).toFloatArray())
          .isEqualTo(kernels.dense(scope, q, k, v).toFloatArray());
    }
  }

  private static Pattern randomPattern(Random random, PatternShape shape) {
    int blocks = shape.blocks();
    var kept = new byte[shape.branches() * shape.heads() * blocks * blocks];
    for (int row = 0; row < kept.length; row += blocks) {
      kept[row + random.nextInt(blocks)] = 1;
      for (int key = 0; key < blocks; key++) {
        kept[row + key] |= (byte) (random.nextInt(3) == 0 ? 1 : 0);
      }
    }
    var builder = new Pattern.Builder(shape);
    builder.layer(0, kept);
    return builder.build();
  }

  private static float[] gaussian(Random random, int count) {
    var values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private PtNDArray tensor(float[] values, long... shape) {
    return (PtNDArray) scope.create(values, new Shape(shape));
  }

  private PtNDArray random(long... shape) {
    return (PtNDArray) scope.randomNormal(new Shape(shape));
  }
}

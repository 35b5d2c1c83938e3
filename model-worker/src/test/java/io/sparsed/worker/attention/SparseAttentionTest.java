package io.sparsed.worker.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.tensor.Torch;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that block-sparse attention equals dense attention over the tokens of the kept blocks. */
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
    // tokens before and after the sequence, its length, first wanted row, heads, kv heads, head
    // dim, block
    "0, 0, 256, 0, 4, 4, 16, 16",
    "3, 0, 250, 0, 4, 2, 32, 32",
    "5, 7, 100, 0, 4, 2, 32, 32",
    "0, 9, 700, 512, 4, 1, 16, 64",
    "70, 5, 129, 0, 2, 2, 64, 128",
    "1, 1, 1000, 768, 3, 3, 16, 256",
    "0, 0, 17, 0, 2, 2, 8, 16",
    "0, 0, 5, 0, 2, 2, 8, 16",
  })
  void sparse_anyPattern_denseUnderTokenMask(
      int before,
      int after,
      int length,
      int firstRow,
      int heads,
      int kvHeads,
      int headDim,
      int block) {
    var random = new Random(length);
    int tokens = before + length + after;
    float[] q = gaussian(random, tokens * heads * headDim);
    float[] k = gaussian(random, tokens * kvHeads * headDim);
    float[] v = gaussian(random, tokens * kvHeads * headDim);
    var in =
        new HeadTensors(
            tensor(q, tokens, heads, headDim),
            tensor(k, tokens, kvHeads, headDim),
            tensor(v, tokens, kvHeads, headDim));
    var pattern = randomPattern(random, new PatternShape(2, 1, heads, block, length));
    int rows = Math.min(length - firstRow, 200);
    var span = new Span(before, length, new RowRange(firstRow, rows));

    float[] found;
    try (var prepared = kernels.prepare(pattern)) {
      found = prepared.sparse(scope, 1, 0, in, span).toFloatArray();
    }

    assertThat(found).hasSize(rows * heads * headDim);
    var reference = new MaskedAttention(heads, kvHeads, before, length, headDim, q, k, v);
    for (int i = 0; i < 200; i++) {
      int head = random.nextInt(heads);
      int row = i == 0 ? rows - 1 : random.nextInt(rows);
      int query = firstRow + row;
      int[] kept = pattern.kept(1, 0, head, query / block);
      double[] expected = reference.row(head, query, block, kept);
      for (int d = 0; d < headDim; d++) {
        assertThat((double) found[(row * heads + head) * headDim + d])
            .isCloseTo(expected[d], within(TOLERANCE));
      }
    }
  }

  @Test
  void sparse_otherRowsThanBefore_thoseRows() {
    var in = random(600, 2, 16);
    var pattern = randomPattern(new Random(5), new PatternShape(1, 1, 2, 32, 600));
    try (var prepared = kernels.prepare(pattern)) {
      float[] all = sparse(prepared, in, RowRange.all(600));
      float[] tail = sparse(prepared, in, new RowRange(512, 88));
      assertThat(Arrays.copyOfRange(all, 512 * 32, 600 * 32)).isEqualTo(tail);
      assertThat(sparse(prepared, in, RowRange.all(600))).isEqualTo(all);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 200})
  void sparse_everyBlockKept_exactlyDense(int length) {
    var in = random(length, 2, 16);
    var whole = new Span(0, length, RowRange.all(length));
    Pattern pattern;
    var all = BlockSelection.of(length, length - 50, 32, 1.0);
    try (var selection = kernels.select(new PatternShape(1, 1, 2, 32, length), all, 0.25)) {
      selection.add(0, 0, in, whole);
      pattern = selection.finish();
    }

    try (var prepared = kernels.prepare(pattern)) {
      assertThat(prepared.sparse(scope, 0, 0, in, whole).toFloatArray())
          .isEqualTo(kernels.dense(scope, in, whole).toFloatArray());
    }
  }

  private float[] sparse(AttentionKernels.PreparedPattern pattern, HeadTensors in, RowRange rows) {
    return pattern.sparse(scope, 0, 0, in, new Span(0, 600, rows)).toFloatArray();
  }

  static Pattern randomPattern(Random random, PatternShape shape) {
    int blocks = shape.blocks();
    var builder = new Pattern.Builder(shape);
    for (int branch = 0; branch < shape.branches(); branch++) {
      var kept = new byte[shape.heads() * blocks * blocks];
      for (int row = 0; row < kept.length; row += blocks) {
        kept[row + random.nextInt(blocks)] = 1;
        for (int key = 0; key < blocks; key++) {
          kept[row + key] |= (byte) (random.nextInt(3) == 0 ? 1 : 0);
        }
      }
      builder.layer(branch, 0, kept);
    }
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

  private HeadTensors random(long... shape) {
    return new HeadTensors(normal(shape), normal(shape), normal(shape));
  }

  private PtNDArray normal(long... shape) {
    return (PtNDArray) scope.randomNormal(new Shape(shape));
  }
}

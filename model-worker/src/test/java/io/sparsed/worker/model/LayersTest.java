package io.sparsed.worker.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.attention.RowRange;
import io.sparsed.worker.cuda.Kernels;
import io.sparsed.worker.tensor.ElementType;
import io.sparsed.worker.tensor.Torch;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests that the last layer computes only the queries of the proposal rows. */
class LayersTest {
  private static final int TOKENS = 40;
  private static final long[] WANTED = {3, 4, 17, 39};

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void attentionInput_someQueries_thoseOfAllAndEveryKey(Architecture architecture) {
    var spec = NamedWeights.small(architecture);
    try (var torch = Torch.open("cpu");
        var scope = torch.manager().newSubManager();
        var layers =
            Layers.load(
                torch,
                new Kernels.Portable("a CPU"),
                spec,
                new NamedWeights(torch, spec, ElementType.FLOAT32),
                new LinearLayers.Full());
        var rotary = new Rotary(torch, spec, ElementType.FLOAT32)) {
      var x = (PtNDArray) scope.randomNormal(new Shape(TOKENS, spec.hidden()));
      var rope = rotary.tables(scope, List.of(RowRange.all(TOKENS)));
      var all = layers.attentionInput(scope, 1, x, rope);
      var some = layers.attentionInput(scope, 1, x, rope, Optional.of(torch.upload(scope, WANTED)));

      int width = spec.heads() * spec.headDim();
      float[] queries = all.q().toFloatArray();
      var expected = new float[WANTED.length * width];
      for (int i = 0; i < WANTED.length; i++) {
        System.arraycopy(queries, (int) WANTED[i] * width, expected, i * width, width);
      }
      assertThat(some.q().getShape())
          .isEqualTo(new Shape(WANTED.length, spec.heads(), spec.headDim()));
      assertClose(some.q().toFloatArray(), expected);
      assertThat(some.k().toFloatArray()).isEqualTo(all.k().toFloatArray());
      assertThat(some.v().toFloatArray()).isEqualTo(all.v().toFloatArray());
    }
  }

  /** A product of fewer rows may sum in another order. */
  private static void assertClose(float[] found, float[] expected) {
    assertThat(Arrays.equals(found, new float[found.length])).isFalse();
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.length; i++) {
      assertThat(Math.abs(found[i] - expected[i])).isLessThan(1e-4f);
    }
  }
}

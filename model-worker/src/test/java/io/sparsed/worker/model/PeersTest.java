package io.sparsed.worker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.cuda.HeadCounts;
import io.sparsed.worker.tensor.ElementType;
import io.sparsed.worker.tensor.Torch;
import org.junit.jupiter.api.Test;

/** Tests that the parts of a model on several devices make up the whole. */
class PeersTest {
  private static final int TOKENS = 5;

  private final ModelSpec spec = NamedWeights.small(Architecture.DREAM);

  @Test
  void load_oneOfTwoDevices_halfOfTheHeads() {
    try (var torch = Torch.open("cpu")) {
      var weights = new NamedWeights(torch, spec, ElementType.FLOAT32);
      var whole = AttentionWeights.load(spec, weights, Peers.NONE, 1);
      var half = AttentionWeights.load(spec, weights, new Device(1, 2), 1);

      assertThat(new Device(1, 2).heads(spec)).isEqualTo(new HeadCounts(4, 1, 64));
      assertThat(half.norm().toFloatArray()).isEqualTo(whole.norm().toFloatArray());
      assertThat(half.query().weight().getShape()).isEqualTo(new Shape(256, 512));
      assertThat(half.key().bias().orElseThrow().getShape()).isEqualTo(new Shape(64));
      assertThat(half.output().getShape()).isEqualTo(new Shape(512, 256));
    }
  }

  @Test
  void mlp_sumOfTwoDevices_isThatOfOne() {
    try (var torch = Torch.open("cpu");
        var scope = torch.manager().newSubManager();
        var mlp = torch.script("mlp")) {
      var weights = new NamedWeights(torch, spec, ElementType.FLOAT32);
      var x = (PtNDArray) scope.randomNormal(new Shape(TOKENS, spec.hidden()));
      var outputs = new float[3][];
      for (int i = 0; i < 3; i++) {
        var peers = i == 2 ? Peers.NONE : new Device(i, 2);
        var whole = FeedForwardWeights.load(spec, weights, peers, 0);
        var part = (FeedForwardWeights.Mlp) whole.part();
        outputs[i] =
            mlp.call(scope, x, whole.norm(), spec.normEps(), part.gate(), part.up(), part.down())
                .toFloatArray();
      }

      float[] residual = x.toFloatArray();
      for (int i = 0; i < residual.length; i++) {
        double sum = (double) outputs[0][i] + outputs[1][i] - residual[i];
        assertThat(sum).isCloseTo(outputs[2][i], within(1e-4));
      }
    }
  }

  private record Device(int index, int devices) implements Peers {
    @Override
    public void add(PtNDArray residual, Runnable product) {
      throw new UnsupportedOperationException("nothing is summed here");
    }
  }
}

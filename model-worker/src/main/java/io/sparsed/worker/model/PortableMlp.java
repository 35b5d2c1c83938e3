package io.sparsed.worker.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;
import java.util.List;
import java.util.stream.IntStream;

/** The dense SwiGLU MLP of every layer through ATen operators alone. */
final class PortableMlp implements FeedForward {
  private final ModelSpec spec;
  private final List<MlpWeights> weights;
  private final Script mlp;

  /** Loads the weights. */
  PortableMlp(Torch torch, ModelSpec spec, WeightSource source) {
    this.spec = spec;
    this.weights =
        IntStream.range(0, spec.layers())
            .mapToObj(layer -> MlpWeights.load(spec, source, Peers.NONE, layer))
            .toList();
    this.mlp = torch.script("mlp");
  }

  @Override
  public PtNDArray addTo(NDManager owner, int layer, PtNDArray x) {
    var weight = weights.get(layer);
    try (x) {
      return mlp.call(
          owner, x, weight.norm(), spec.normEps(), weight.gate(), weight.up(), weight.down());
    }
  }

  @Override
  public void close() {
    mlp.close();
  }
}

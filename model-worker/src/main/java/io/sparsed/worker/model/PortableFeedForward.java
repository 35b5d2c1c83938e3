package io.sparsed.worker.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.model.FeedForwardWeights.Experts;
import io.sparsed.worker.model.FeedForwardWeights.Mlp;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;
import java.util.List;
import java.util.stream.IntStream;

/** A PortableFeedForward computes the feed-forward of every layer through ATen operators alone. */
final class PortableFeedForward implements FeedForward {
  private final ModelSpec spec;
  private final List<FeedForwardWeights> weights;
  private final Script mlp;
  private final PortableExperts experts;

  /** Loads the weights. */
  PortableFeedForward(Torch torch, ModelSpec spec, WeightSource source) {
    this.spec = spec;
    this.weights =
        IntStream.range(0, spec.layers())
            .mapToObj(layer -> FeedForwardWeights.load(spec, source, layer))
            .toList();
    this.mlp = torch.script("mlp");
    this.experts = new PortableExperts(torch);
  }

  @Override
  public PtNDArray addTo(NDManager owner, int layer, PtNDArray x) {
    var norm = weights.get(layer).norm();
    try (x) {
      return switch (weights.get(layer).part()) {
        case Mlp(var gate, var up, var down) ->
            mlp.call(owner, x, norm, spec.normEps(), gate, up, down);
        case Experts each -> experts.addTo(owner, x, norm, spec.normEps(), each);
      };
    }
  }

  @Override
  public void close() {
    mlp.close();
    experts.close();
  }
}

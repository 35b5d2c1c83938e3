package io.sparsed.worker.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.model.FeedForwardWeights.Experts;
import io.sparsed.worker.model.FeedForwardWeights.Mlp;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The feed-forward of every layer through ATen operators alone. */
final class PortableFeedForward implements FeedForward {
  private final ModelSpec spec;
  private final List<FeedForwardWeights> weights;
  private final Script mlp;
  private final Script experts;
  private final PtNDArray none;

  /** Loads the weights. */
  PortableFeedForward(Torch torch, ModelSpec spec, WeightSource source) {
    this.spec = spec;
    this.weights =
        IntStream.range(0, spec.layers())
            .mapToObj(layer -> FeedForwardWeights.load(spec, source, Peers.NONE, layer))
            .toList();
    this.mlp = torch.script("mlp");
    this.experts = torch.script("experts");
    this.none = (PtNDArray) torch.manager().create(new float[0]);
  }

  @Override
  public PtNDArray addTo(NDManager owner, int layer, PtNDArray x) {
    var norm = weights.get(layer).norm();
    try (x) {
      return switch (weights.get(layer).part()) {
        case Mlp(var gate, var up, var down) ->
            mlp.call(owner, x, norm, spec.normEps(), gate, up, down);
        case Experts each ->
            experts.call(
                owner,
                x,
                norm,
                spec.normEps(),
                each.router(),
                each.bias().orElse(none),
                each.chosen(),
                ofAll(each, Mlp::gate),
                ofAll(each, Mlp::up),
                ofAll(each, Mlp::down));
      };
    }
  }

  /** Returns a matrix of every expert, that of the shared one behind the others. */
  private static PtNDArray[] ofAll(Experts experts, Function<Mlp, PtNDArray> matrix) {
    return Stream.concat(experts.experts().stream(), experts.shared().stream())
        .map(matrix)
        .toArray(PtNDArray[]::new);
  }

  @Override
  public void close() {
    none.close();
    mlp.close();
    experts.close();
  }
}

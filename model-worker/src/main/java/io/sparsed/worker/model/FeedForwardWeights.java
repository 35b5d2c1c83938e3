package io.sparsed.worker.model;

import ai.djl.pytorch.engine.PtNDArray;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The FeedForwardWeights are the weights of one layer's feed-forward, as a checkpoint has them.
 *
 * @param norm [hidden]
 */
record FeedForwardWeights(PtNDArray norm, Part part) {
  /** A Part is what follows the norm. */
  sealed interface Part {}

  /**
   * The weights of one MLP.
   *
   * @param gate [width, hidden]
   * @param up [width, hidden]
   * @param down [hidden, width]
   */
  record Mlp(PtNDArray gate, PtNDArray up, PtNDArray down) implements Part {
    private static Mlp load(ModelSpec spec, WeightSource source, int layer, String prefix) {
      var names = spec.architecture().tensorNames();
      return new Mlp(
          source.tensor(names.inLayer(layer, prefix + names.gate())),
          source.tensor(names.inLayer(layer, prefix + names.up())),
          source.tensor(names.inLayer(layer, prefix + names.down())));
    }
  }

  /**
   * The weights of experts.
   *
   * @param chosen experts that a token chooses
   * @param router [experts, hidden]
   * @param bias [experts], where the router has one
   * @param shared the expert that serves every token, where there is one
   */
  record Experts(
      int chosen,
      PtNDArray router,
      Optional<PtNDArray> bias,
      List<Mlp> experts,
      Optional<Mlp> shared)
      implements Part {}

  /** Loads a layer's weights. */
  static FeedForwardWeights load(ModelSpec spec, WeightSource source, int layer) {
    var names = spec.architecture().tensorNames();
    return new FeedForwardWeights(
        source.tensor(names.inLayer(layer, names.mlpNorm())),
        switch (spec.feedForwards().get(layer)) {
          case FeedForwardSpec.Dense _ -> Mlp.load(spec, source, layer, names.mlp());
          case FeedForwardSpec.Experts experts -> experts(spec, source, layer, experts);
        });
  }

  private static Experts experts(
      ModelSpec spec, WeightSource source, int layer, FeedForwardSpec.Experts experts) {
    var names = spec.architecture().tensorNames();
    return new Experts(
        experts.chosen(),
        source.tensor(names.inLayer(layer, TensorNames.ROUTER)),
        experts.hasBias()
            ? Optional.of(source.tensor(names.inLayer(layer, TensorNames.ROUTER_BIAS)))
            : Optional.empty(),
        IntStream.range(0, experts.count())
            .mapToObj(i -> Mlp.load(spec, source, layer, TensorNames.EXPERT.formatted(i)))
            .toList(),
        experts.sharedWidth() > 0
            ? Optional.of(Mlp.load(spec, source, layer, TensorNames.SHARED_EXPERT))
            : Optional.empty());
  }
}

package io.sparsed.worker.model;

import ai.djl.pytorch.engine.PtNDArray;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The FeedForwardWeights are the weights of one layer's feed-forward, as a checkpoint has them. A
 * device that has peers holds the rows and columns of its own part of each width.
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
    private static Mlp load(
        ModelSpec spec, WeightSource source, Peers peers, int layer, String prefix) {
      var names = spec.architecture().tensorNames();
      return new Mlp(
          source.tensor(names.inLayer(layer, prefix + names.gate()), peers.rows()),
          source.tensor(names.inLayer(layer, prefix + names.up()), peers.rows()),
          source.tensor(names.inLayer(layer, prefix + names.down()), peers.columns()));
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
  static FeedForwardWeights load(ModelSpec spec, WeightSource source, Peers peers, int layer) {
    var names = spec.architecture().tensorNames();
    return new FeedForwardWeights(
        source.tensor(names.inLayer(layer, names.mlpNorm())),
        switch (spec.feedForwards().get(layer)) {
          case FeedForwardSpec.Dense _ -> Mlp.load(spec, source, peers, layer, names.mlp());
          case FeedForwardSpec.Experts experts -> experts(spec, source, peers, layer, experts);
        });
  }

  private static Experts experts(
      ModelSpec spec,
      WeightSource source,
      Peers peers,
      int layer,
      FeedForwardSpec.Experts experts) {
    var names = spec.architecture().tensorNames();
    return new Experts(
        experts.chosen(),
        source.tensor(names.inLayer(layer, TensorNames.ROUTER)),
        experts.hasBias()
            ? Optional.of(source.tensor(names.inLayer(layer, TensorNames.ROUTER_BIAS)))
            : Optional.empty(),
        IntStream.range(0, experts.count())
            .mapToObj(i -> Mlp.load(spec, source, peers, layer, TensorNames.EXPERT.formatted(i)))
            .toList(),
        experts.sharedWidth() > 0
            ? Optional.of(Mlp.load(spec, source, peers, layer, TensorNames.SHARED_EXPERT))
            : Optional.empty());
  }
}

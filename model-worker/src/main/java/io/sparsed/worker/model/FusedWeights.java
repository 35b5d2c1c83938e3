package io.sparsed.worker.model;

import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.tensor.Torch;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One layer's weights for few and large matrix products.
 *
 * @param attentionNorm [hidden]
 * @param projection queries, keys, values: [(heads + 2 * kvHeads) * headDim, hidden]
 * @param projectionBias [(heads + 2 * kvHeads) * headDim], where the model has one
 * @param attentionOutput [hidden, heads * headDim]
 * @param mlpNorm [hidden]
 * @param gateUp gates, then ups: [2 * intermediate, hidden]
 * @param down [hidden, intermediate]
 */
record FusedWeights(
    PtNDArray attentionNorm,
    Weight projection,
    Optional<PtNDArray> projectionBias,
    Weight attentionOutput,
    PtNDArray mlpNorm,
    Weight gateUp,
    Weight down) {

  /**
   * A matrix of a linear layer.
   *
   * @param matrix [outputs, inputs]
   * @param factors of its rows, [outputs, 1] in fp32, where it is in fp8; else empty
   */
  record Weight(PtNDArray matrix, PtNDArray factors) {}

  /**
   * Loads a layer; the parts of what is fused are freed at once, for the next layer to use.
   *
   * @param store takes a matrix over, as it is to be multiplied with
   */
  static FusedWeights load(
      Torch torch,
      ModelSpec spec,
      WeightSource source,
      int layer,
      Function<PtNDArray, Weight> store) {
    var parts = LayerWeights.load(spec, source, layer);
    var projections = List.of(parts.query(), parts.key(), parts.value());
    return new FusedWeights(
        parts.attentionNorm(),
        store.apply(
            fuse(torch, projections.stream().map(LayerWeights.Projection::weight).toList())),
        spec.qkvBias()
            ? Optional.of(
                fuse(torch, projections.stream().map(p -> p.bias().orElseThrow()).toList()))
            : Optional.empty(),
        store.apply(parts.attentionOutput()),
        parts.mlpNorm(),
        store.apply(fuse(torch, List.of(parts.gate(), parts.up()))),
        store.apply(parts.down()));
  }

  private static PtNDArray fuse(Torch torch, List<PtNDArray> parts) {
    var whole = Torch.concat(torch.manager(), parts);
    parts.forEach(PtNDArray::close);
    return whole;
  }
}

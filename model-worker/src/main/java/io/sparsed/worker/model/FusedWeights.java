package io.sparsed.worker.model;

import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.tensor.Torch;
import java.util.List;
import java.util.Optional;

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
    PtNDArray projection,
    Optional<PtNDArray> projectionBias,
    PtNDArray attentionOutput,
    PtNDArray mlpNorm,
    PtNDArray gateUp,
    PtNDArray down) {

  /** Loads a layer; the parts of what is fused are freed at once, for the next layer to use. */
  static FusedWeights load(Torch torch, ModelSpec spec, WeightSource source, int layer) {
    var parts = LayerWeights.load(spec, source, layer);
    var projections = List.of(parts.query(), parts.key(), parts.value());
    return new FusedWeights(
        parts.attentionNorm(),
        fuse(torch, projections.stream().map(LayerWeights.Projection::weight).toList()),
        spec.qkvBias()
            ? Optional.of(
                fuse(torch, projections.stream().map(p -> p.bias().orElseThrow()).toList()))
            : Optional.empty(),
        parts.attentionOutput(),
        parts.mlpNorm(),
        fuse(torch, List.of(parts.gate(), parts.up())),
        parts.down());
  }

  private static PtNDArray fuse(Torch torch, List<PtNDArray> parts) {
    var whole = Torch.concat(torch.manager(), parts);
    parts.forEach(PtNDArray::close);
    return whole;
  }
}

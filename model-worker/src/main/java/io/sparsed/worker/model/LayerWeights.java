package io.sparsed.worker.model;

import ai.djl.pytorch.engine.PtNDArray;
import java.util.Optional;

/**
 * One layer's weights as a checkpoint has them.
 *
 * @param attentionNorm [hidden]
 * @param query [heads * headDim, hidden]
 * @param key [kvHeads * headDim, hidden]
 * @param value as key
 * @param attentionOutput [hidden, heads * headDim]
 * @param mlpNorm [hidden]
 * @param gate [intermediate, hidden]
 * @param up as gate
 * @param down [hidden, intermediate]
 */
record LayerWeights(
    PtNDArray attentionNorm,
    Projection query,
    Projection key,
    Projection value,
    PtNDArray attentionOutput,
    PtNDArray mlpNorm,
    PtNDArray gate,
    PtNDArray up,
    PtNDArray down) {
  /**
   * A projection.
   *
   * @param weight [outputs, inputs]
   * @param bias [outputs], where the model has one
   */
  record Projection(PtNDArray weight, Optional<PtNDArray> bias) {
    static Projection load(ModelSpec spec, WeightSource source, String name) {
      return new Projection(
          source.tensor(name + ".weight"),
          spec.qkvBias() ? Optional.of(source.tensor(name + ".bias")) : Optional.empty());
    }
  }

  static LayerWeights load(ModelSpec spec, WeightSource source, int layer) {
    var names = spec.architecture().tensorNames();
    return new LayerWeights(
        source.tensor(names.inLayer(layer, names.attentionNorm())),
        Projection.load(spec, source, names.inLayer(layer, names.query())),
        Projection.load(spec, source, names.inLayer(layer, names.key())),
        Projection.load(spec, source, names.inLayer(layer, names.value())),
        source.tensor(names.inLayer(layer, names.attentionOutput())),
        source.tensor(names.inLayer(layer, names.mlpNorm())),
        source.tensor(names.inLayer(layer, names.gate())),
        source.tensor(names.inLayer(layer, names.up())),
        source.tensor(names.inLayer(layer, names.down())));
  }
}

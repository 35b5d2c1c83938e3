package io.sparsed.worker.model;

import ai.djl.pytorch.engine.PtNDArray;
import java.util.List;
import java.util.Optional;

/**
 * The AttentionWeights are the weights around one layer's attention, as a checkpoint has them.
 *
 * @param norm [hidden]
 * @param query [heads * headDim, hidden]
 * @param key [kvHeads * headDim, hidden]
 * @param value [kvHeads * headDim, hidden]
 * @param headNorms where a head's queries and keys are normalized
 * @param output [hidden, heads * headDim]
 */
record AttentionWeights(
    PtNDArray norm,
    Projection query,
    Projection key,
    Projection value,
    Optional<HeadNorms> headNorms,
    PtNDArray output) {
  /**
   * The norms of a head's queries and keys.
   *
   * @param query [headDim]
   * @param key [headDim]
   */
  record HeadNorms(PtNDArray query, PtNDArray key) {}

  /**
   * A linear layer of queries, keys or values.
   *
   * @param weight [outputs, inputs]
   * @param bias [outputs], where the model has one
   */
  record Projection(PtNDArray weight, Optional<PtNDArray> bias) {
    private static Projection load(ModelSpec spec, WeightSource source, String name) {
      return new Projection(
          source.tensor(name + ".weight"),
          spec.qkvBias() ? Optional.of(source.tensor(name + ".bias")) : Optional.empty());
    }
  }

  /** Loads a layer's weights. */
  static AttentionWeights load(ModelSpec spec, WeightSource source, int layer) {
    var names = spec.architecture().tensorNames();
    return new AttentionWeights(
        source.tensor(names.inLayer(layer, names.attentionNorm())),
        Projection.load(spec, source, names.inLayer(layer, names.query())),
        Projection.load(spec, source, names.inLayer(layer, names.key())),
        Projection.load(spec, source, names.inLayer(layer, names.value())),
        spec.qkNorm()
            ? Optional.of(
                new HeadNorms(
                    source.tensor(names.inLayer(layer, names.queryNorm())),
                    source.tensor(names.inLayer(layer, names.keyNorm()))))
            : Optional.empty(),
        source.tensor(names.inLayer(layer, names.attentionOutput())));
  }

  /** Returns the three projections in the order in which one product computes them. */
  List<Projection> projections() {
    return List.of(query, key, value);
  }
}

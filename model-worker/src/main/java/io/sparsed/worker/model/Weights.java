package io.sparsed.worker.model;

import ai.djl.pytorch.engine.PtNDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A model's weights on its device. The tensors belong to the manager they were loaded into.
 *
 * @param embedding [vocabulary, hidden]
 * @param finalNorm [hidden]
 * @param head [vocabulary, hidden]; the embedding where they are tied
 */
public record Weights(
    PtNDArray embedding, List<Layer> layers, PtNDArray finalNorm, PtNDArray head) {
  public Weights {
    layers = List.copyOf(layers);
  }

  /**
   * One layer's weights.
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
  public record Layer(
      PtNDArray attentionNorm,
      Projection query,
      Projection key,
      Projection value,
      PtNDArray attentionOutput,
      PtNDArray mlpNorm,
      PtNDArray gate,
      PtNDArray up,
      PtNDArray down) {}

  /**
   * A projection.
   *
   * @param weight [outputs, inputs]
   * @param bias [outputs], where the model has one
   */
  public record Projection(PtNDArray weight, Optional<PtNDArray> bias) {}

  /**
   * Loads the weights of a model.
   *
   * @param load gives a tensor by its name
   */
  public static Weights load(ModelSpec spec, Loader load) {
    var names = TensorNames.of(spec.family());
    var embedding = load.tensor(names.embedding());
    var layers = new ArrayList<Layer>();
    for (int i = 0; i < spec.layers(); i++) {
      layers.add(layer(spec, names, i, load));
    }
    var head = spec.tiedHead() ? embedding : load.tensor(names.head());
    return new Weights(embedding, layers, load.tensor(names.finalNorm()), head);
  }

  /** Puts a tensor of the checkpoint on the device. */
  @FunctionalInterface
  public interface Loader {
    PtNDArray tensor(String name);
  }

  private static Layer layer(ModelSpec spec, TensorNames names, int i, Loader load) {
    return new Layer(
        load.tensor(names.inLayer(i, names.attentionNorm())),
        projection(spec, names.inLayer(i, names.query()), load),
        projection(spec, names.inLayer(i, names.key()), load),
        projection(spec, names.inLayer(i, names.value()), load),
        load.tensor(names.inLayer(i, names.attentionOutput())),
        load.tensor(names.inLayer(i, names.mlpNorm())),
        load.tensor(names.inLayer(i, names.gate())),
        load.tensor(names.inLayer(i, names.up())),
        load.tensor(names.inLayer(i, names.down())));
  }

  private static Projection projection(ModelSpec spec, String name, Loader load) {
    return new Projection(
        load.tensor(name + ".weight"),
        spec.qkvBias() ? Optional.of(load.tensor(name + ".bias")) : Optional.empty());
  }
}

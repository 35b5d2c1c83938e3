package io.sparsed.worker.model;

import ai.djl.pytorch.engine.PtNDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

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
   * @param qkv projections to queries [heads * headDim, hidden], keys and values [kvHeads *
   *     headDim, hidden]
   * @param qkvBias their biases, or none
   * @param mlpNorm [hidden]
   * @param output attention output [hidden, heads * headDim], then the MLP's gate and up
   *     [intermediate, hidden] and down [hidden, intermediate]
   */
  public record Layer(
      PtNDArray attentionNorm,
      List<PtNDArray> qkv,
      List<PtNDArray> qkvBias,
      PtNDArray mlpNorm,
      List<PtNDArray> output) {
    public Layer {
      qkv = List.copyOf(qkv);
      qkvBias = List.copyOf(qkvBias);
      output = List.copyOf(output);
    }
  }

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
        names.qkv().stream().map(n -> load.tensor(names.inLayer(i, n) + ".weight")).toList(),
        spec.qkvBias()
            ? names.qkv().stream().map(n -> load.tensor(names.inLayer(i, n) + ".bias")).toList()
            : List.of(),
        load.tensor(names.inLayer(i, names.mlpNorm())),
        Stream.of(names.attentionOutput(), names.gate(), names.up(), names.down())
            .map(n -> load.tensor(names.inLayer(i, n)))
            .toList());
  }
}

package io.sparsed.worker.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.attention.HeadTensors;
import io.sparsed.worker.model.AttentionWeights.HeadNorms;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;
import io.sparsed.worker.timing.Part;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The PortableLayers compute layers through ATen operators alone, on any device and in any type.
 */
final class PortableLayers implements Layers {
  private final Torch torch;
  private final ModelSpec spec;
  private final List<AttentionWeights> weights;
  private final FeedForward feedForward;
  private final Script attentionInput;
  private final Script attentionOutput;
  private final PtNDArray none;
  private final PtNDArray everyRow;

  /** Loads the layers' weights. */
  PortableLayers(Torch torch, ModelSpec spec, WeightSource source) {
    this.torch = torch;
    this.spec = spec;
    this.weights =
        IntStream.range(0, spec.layers())
            .mapToObj(layer -> AttentionWeights.load(spec, source, layer))
            .toList();
    this.feedForward = new PortableFeedForward(torch, spec, source);
    this.attentionInput = torch.script("attention_input");
    this.attentionOutput = torch.script("attention_output");
    this.none = (PtNDArray) torch.manager().create(new float[0]);
    this.everyRow = (PtNDArray) torch.manager().create(new long[0]);
  }

  @Override
  public HeadTensors attentionInput(
      NDManager owner, int layer, PtNDArray x, PtNDArray rope, Optional<PtNDArray> queries) {
    torch.timer().begin(Part.LINEAR);
    var weight = weights.get(layer);
    var qkv =
        attentionInput.callForList(
            owner,
            x,
            weight.norm(),
            spec.normEps(),
            weight.query().weight(),
            weight.query().bias().orElse(none),
            weight.headNorms().map(HeadNorms::query).orElse(none),
            weight.key().weight(),
            weight.key().bias().orElse(none),
            weight.headNorms().map(HeadNorms::key).orElse(none),
            weight.value().weight(),
            weight.value().bias().orElse(none),
            none,
            rope,
            queries.orElse(everyRow));
    return new HeadTensors(qkv[0], qkv[1], qkv[2]);
  }

  @Override
  public PtNDArray attentionOutput(NDManager owner, int layer, PtNDArray x, PtNDArray attended) {
    torch.timer().begin(Part.LINEAR);
    try (x) {
      return attentionOutput.call(owner, x, attended, weights.get(layer).output());
    }
  }

  @Override
  public PtNDArray feedForward(NDManager owner, int layer, PtNDArray x) {
    return feedForward.addTo(owner, layer, x);
  }

  @Override
  public void close() {
    none.close();
    everyRow.close();
    attentionInput.close();
    attentionOutput.close();
    feedForward.close();
  }
}

package io.sparsed.worker.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.attention.HeadTensors;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;
import io.sparsed.worker.timing.Part;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The layers through ATen operators alone: any device, any type. */
final class PortableLayers implements Layers {
  private final Torch torch;
  private final ModelSpec spec;
  private final List<LayerWeights> weights;
  private final Script attentionInput;
  private final Script layerOutput;
  private final PtNDArray noBias;
  private final PtNDArray everyRow;

  /** Loads the layers' weights. */
  PortableLayers(Torch torch, ModelSpec spec, WeightSource source) {
    this.torch = torch;
    this.spec = spec;
    this.weights =
        IntStream.range(0, spec.layers())
            .mapToObj(layer -> LayerWeights.load(spec, source, layer))
            .toList();
    this.attentionInput = torch.script("attention_input");
    this.layerOutput = torch.script("layer_output");
    this.noBias = (PtNDArray) torch.manager().create(new float[0]);
    this.everyRow = (PtNDArray) torch.manager().create(new long[0]);
  }

  @Override
  public HeadTensors attentionInput(
      NDManager owner, int layer, PtNDArray x, PtNDArray rope, Optional<PtNDArray> queries) {
    torch.timer().begin(Part.LINEAR);
    var of = weights.get(layer);
    var qkv =
        attentionInput.callForList(
            owner,
            x,
            of.attentionNorm(),
            spec.normEps(),
            of.query().weight(),
            of.query().bias().orElse(noBias),
            of.key().weight(),
            of.key().bias().orElse(noBias),
            of.value().weight(),
            of.value().bias().orElse(noBias),
            rope,
            queries.orElse(everyRow));
    return new HeadTensors(qkv[0], qkv[1], qkv[2]);
  }

  @Override
  public PtNDArray output(NDManager owner, int layer, PtNDArray x, PtNDArray attended) {
    torch.timer().begin(Part.LINEAR);
    var of = weights.get(layer);
    try (x) {
      return layerOutput.call(
          owner,
          x,
          attended,
          of.mlpNorm(),
          spec.normEps(),
          of.attentionOutput(),
          of.gate(),
          of.up(),
          of.down());
    }
  }

  @Override
  public void close() {
    noBias.close();
    everyRow.close();
    attentionInput.close();
    layerOutput.close();
  }
}

package io.sparsed.worker.model;

import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.tensor.ElementType;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;
import java.util.List;
import java.util.Map;

/** RandomWeights are drawn by the device, to measure a shape without a checkpoint. */
public final class RandomWeights implements WeightSource {
  /** Standard deviation with which such models are initialized. */
  private static final double DEVIATION = 0.02;

  private final Torch torch;
  private final ElementType type;
  private final Map<String, List<Long>> shapes;
  private final Script normal;

  /**
   * Makes a source of weights for a model.
   *
   * @param type type of the weights
   */
  public RandomWeights(Torch torch, ModelSpec spec, ElementType type) {
    this.torch = torch;
    this.type = type;
    this.shapes = spec.architecture().tensorNames().shapes(spec);
    this.normal = torch.script("random_weight");
  }

  @Override
  public PtNDArray tensor(String name) {
    var shape = shapes.get(name);
    if (shape == null) {
      throw new IllegalArgumentException("no tensor " + name + " in this model");
    }
    long columns = shape.size() == 2 ? shape.get(1) : 0;
    return normal.call(
        torch.manager(), shape.get(0), columns, DEVIATION, torch.deviceName(), type.torchCode());
  }
}

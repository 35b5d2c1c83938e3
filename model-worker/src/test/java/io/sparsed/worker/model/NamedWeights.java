package io.sparsed.worker.model;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.tensor.ElementType;
import io.sparsed.worker.tensor.Torch;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Random;

/**
 * Makes random weights that depend on their names alone, so that they are the same on every device
 * and in any order.
 */
public record NamedWeights(Torch torch, ModelSpec spec, ElementType type) implements WeightSource {
  @Override
  public PtNDArray tensor(String name) {
    var sizes = Objects.requireNonNull(spec.architecture().tensorNames().shapes(spec).get(name));
    var shape = new Shape(sizes);
    float[] values = values(name, Math.toIntExact(shape.size()));
    // Not closed before its manager: the result may be a view, and DJL frees the buffer below it.
    var whole = (PtNDArray) torch.manager().create(values, shape);
    return torch.convert(torch.manager(), whole, type);
  }

  /** Returns the elements of a tensor, row-major. */
  static float[] values(String name, int count) {
    var random = new Random(name.hashCode());
    var values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian(name.contains("norm") ? 1 : 0, 0.05);
    }
    return values;
  }

  /** Returns a small model of an architecture, whose heads the CUDA kernels serve. */
  public static ModelSpec small(Architecture architecture) {
    return small(architecture, 64);
  }

  /** Returns a small model of an architecture, with heads of so many dimensions. */
  public static ModelSpec small(Architecture architecture, int headDim) {
    int heads = 512 / headDim;
    var none = OptionalInt.empty();
    boolean hasBias = architecture == Architecture.DREAM || architecture == Architecture.A2D_QWEN2;
    boolean hasNorms =
        architecture == Architecture.A2D_QWEN3 || architecture == Architecture.LLADA_MOE;
    boolean hasExperts = architecture == Architecture.LLADA_MOE;
    var dense = new FeedForwardSpec.Dense(1024);
    var experts = new FeedForwardSpec.Experts(16, 4, 256, true, 512);
    return new ModelSpec(
        architecture,
        512,
        hasExperts ? List.of(dense, experts, experts) : List.of(dense, dense, dense),
        heads,
        architecture == Architecture.LLADA || hasExperts ? heads : 2,
        headDim,
        1000,
        new RotarySpec(
            10_000, hasExperts ? headDim / 2 : headDim, architecture == Architecture.ILLADA),
        1e-5,
        hasBias,
        hasNorms,
        architecture == Architecture.ILLADA,
        4096,
        OptionalInt.of(999),
        List.of(),
        none,
        none);
  }
}

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
  public PtNDArray tensor(String name, Slice slice) {
    var sizes = Objects.requireNonNull(spec.architecture().tensorNames().shapes(spec).get(name));
    var shape = new Shape(sizes);
    var random = new Random(name.hashCode());
    var values = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian(name.contains("norm") ? 1 : 0, 0.05);
    }
    int dimension = slice.dimension();
    long size = slice.size(shape.get(dimension));
    // Not closed before its manager: the result may be a view, and DJL frees the buffer below it.
    var whole = (PtNDArray) torch.manager().create(values, shape);
    try (var part = torch.narrow(torch.manager(), whole, dimension, slice.index() * size, size)) {
      return torch.convert(torch.manager(), part, type);
    }
  }

  /** Returns a small model of an architecture, whose heads the CUDA kernels serve. */
  public static ModelSpec small(Architecture architecture) {
    var none = OptionalInt.empty();
    boolean dream = architecture == Architecture.DREAM;
    int kvHeads = dream ? 2 : 8;
    return new ModelSpec(
        architecture,
        512,
        1024,
        3,
        8,
        kvHeads,
        64,
        1000,
        10_000,
        1e-5,
        dream,
        false,
        4096,
        OptionalInt.of(999),
        List.of(),
        none,
        none);
  }
}

package io.sparsed.worker;

import io.sparsed.worker.model.Precision;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where and how a worker computes.
 *
 * @param device {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:N}
 * @param type of weights and activations
 * @param precision of linear layers
 * @param kernels library of CUDA kernels, instead of the one in the jar
 */
public record Compute(
    String device, ComputeType type, Precision precision, Optional<Path> kernels) {

  /** The best device, in the type that suits it. */
  public static Compute defaults() {
    return new Compute("auto", ComputeType.AUTO, Precision.FULL, Optional.empty());
  }

  Compute withDevice(String name) {
    return new Compute(name, type, precision, kernels);
  }

  Compute withType(ComputeType other) {
    return new Compute(device, other, precision, kernels);
  }

  Compute withPrecision(Precision other) {
    return new Compute(device, type, other, kernels);
  }

  Compute withKernels(Path library) {
    return new Compute(device, type, precision, Optional.of(library));
  }
}

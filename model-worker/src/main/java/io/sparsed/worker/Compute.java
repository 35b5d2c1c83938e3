package io.sparsed.worker;

import io.soabase.recordbuilder.core.RecordBuilder;
import io.sparsed.worker.model.Precision;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A Compute says which devices a worker uses, in which number types they compute, and by which
 * kernels.
 *
 * @param devices {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:N}; several compute each
 *     forward together
 * @param type type of weights and activations
 * @param precision precision of products
 * @param kernels library of CUDA kernels, instead of the one in the jar
 */
@RecordBuilder
public record Compute(
    List<String> devices, ComputeType type, Precision precision, Optional<Path> kernels)
    implements ComputeBuilder.With {
  public Compute {
    devices = List.copyOf(devices);
    if (devices.isEmpty()) {
      throw new IllegalArgumentException("a worker needs a device");
    }
  }

  /** Returns the best device, in the type that suits it. */
  public static Compute defaults() {
    return on("auto");
  }

  /** Returns devices with the defaults of the rest. */
  public static Compute on(String... devices) {
    return new Compute(List.of(devices), ComputeType.AUTO, Precision.FULL, Optional.empty());
  }
}

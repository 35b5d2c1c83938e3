package io.sparsed.worker;

import io.soabase.recordbuilder.core.RecordBuilder;
import io.sparsed.worker.model.Precision;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The device of a worker, the number types that it computes in, and its kernels.
 *
 * @param device {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:N}
 * @param type type of weights and activations
 * @param precision precision of linear layers
 * @param kernels library of CUDA kernels, instead of the one in the jar
 */
@RecordBuilder
public record Compute(String device, ComputeType type, Precision precision, Optional<Path> kernels)
    implements ComputeBuilder.With {

  /** Returns the best device, in the type that suits it. */
  public static Compute defaults() {
    return on("auto");
  }

  /** Returns a device with the defaults of the rest. */
  public static Compute on(String device) {
    return new Compute(device, ComputeType.AUTO, Precision.FULL, Optional.empty());
  }
}

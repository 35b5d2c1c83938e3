package io.sparsed.worker.device;

import io.sparsed.worker.cuda.Kernels;
import io.sparsed.worker.model.ModelSpec;
import io.sparsed.worker.model.NamedWeights;
import io.sparsed.worker.model.Precision;
import io.sparsed.worker.tensor.Communicator;
import io.sparsed.worker.tensor.ElementType;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;

/** Loads small models on several devices that are CPUs. */
public final class SeveralDevices {
  private SeveralDevices() {}

  /** Opens devices of a communicator, which are broken after a time without any progress. */
  public static Devices open(Communicator communicator, Duration patience) {
    var names = Collections.nCopies(communicator.devices(), "cpu");
    return new Devices(names, _ -> communicator, patience);
  }

  /** Loads a model on a number of devices. */
  static ModelRunner load(ModelSpec spec, int devices, PatternStore patterns) {
    return load(spec, Devices.open(Collections.nCopies(devices, "cpu")), patterns);
  }

  /** Loads a model on devices, which it closes. */
  static ModelRunner load(ModelSpec spec, Devices devices, PatternStore patterns) {
    try {
      return new ModelRunner(
          devices,
          spec,
          torch ->
              new ModelRunner.Source(
                  Kernels.find(torch, ElementType.FLOAT32, Optional.empty()),
                  new NamedWeights(torch, spec, ElementType.FLOAT32)),
          patterns,
          Precision.FULL,
          () -> 1L << 30);
    } catch (RuntimeException e) {
      devices.close();
      throw e;
    }
  }
}

package io.sparsed.worker.device;

import io.sparsed.worker.cuda.Kernels;
import io.sparsed.worker.model.ModelSpec;
import io.sparsed.worker.model.NamedWeights;
import io.sparsed.worker.model.Precision;
import io.sparsed.worker.tensor.Communicator;
import io.sparsed.worker.tensor.ElementType;
import io.sparsed.worker.tensor.HostCommunicator;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;

/** Loads small models on several devices that are CPUs. */
final class SeveralDevices {
  private SeveralDevices() {}

  /** Loads a model on a number of devices. */
  static ModelRunner load(ModelSpec spec, int devices, PatternStore patterns) {
    return load(spec, new HostCommunicator(devices), Duration.ofMinutes(1), patterns);
  }

  /**
   * Loads a model.
   *
   * @param communicator communicator of the devices, whose number it gives
   * @param patience time without any progress after which they are broken
   */
  static ModelRunner load(
      ModelSpec spec, Communicator communicator, Duration patience, PatternStore patterns) {
    var names = Collections.nCopies(communicator.devices(), "cpu");
    var devices =
        names.size() == 1
            ? Devices.open(names)
            : new Devices(names, _ -> communicator, patience);
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
  }
}

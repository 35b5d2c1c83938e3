package io.sparsed.worker.device;

import io.sparsed.worker.tensor.Communicator;
import io.sparsed.worker.tensor.HostCommunicator;
import io.sparsed.worker.tensor.Torch;
import java.util.List;

/** Chooses how devices exchange tensors. */
final class Communicators {
  private Communicators() {}

  /**
   * Connects the devices of a worker.
   *
   * @throws IllegalArgumentException if they cannot work together
   */
  static Communicator connect(List<Torch> devices) {
    if (devices.stream().noneMatch(Torch::isGpu)) {
      return new HostCommunicator(devices.size());
    }
    throw new IllegalArgumentException("several GPUs are not served yet");
  }
}

package io.sparsed.worker.device;

import io.sparsed.worker.cuda.NcclCommunicator;
import io.sparsed.worker.tensor.Communicator;
import io.sparsed.worker.tensor.HostCommunicator;
import io.sparsed.worker.tensor.Torch;
import java.util.List;
import java.util.stream.Collectors;

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
    var gpus = devices.stream().flatMapToInt(each -> each.cudaDevice().stream());
    if (gpus.distinct().count() < devices.size()) {
      throw new IllegalArgumentException(
          "several devices are different GPUs, or all cpu, not "
              + devices.stream().map(Torch::deviceName).collect(Collectors.joining(",")));
    }
    return NcclCommunicator.of(devices);
  }
}

package io.sparsed.worker.tensor;

import ai.djl.Device;
import ai.djl.engine.Engine;

/** Translates between devices of this machine and their names. */
final class DeviceName {
  private DeviceName() {}

  /**
   * Returns the device of a name; loads libtorch to find it.
   *
   * @param name {@code cpu}, {@code cuda}, {@code cuda:N} or {@code auto}, as in {@link Torch#open}
   * @throws IllegalArgumentException if the machine has no such device
   */
  static Device parse(String name) {
    HostThreads.sleepWhileWaiting();
    // Without it the library reports its first use to its makers, over the network.
    System.getProperties().putIfAbsent("OPT_OUT_TRACKING", "true");
    int gpus = Engine.getEngine(Torch.ENGINE).getGpuCount();
    if (name.equals("cpu") || (name.equals("auto") && gpus == 0)) {
      return Device.cpu();
    }
    int index = name.startsWith("cuda:") ? Integer.parseInt(name.substring("cuda:".length())) : 0;
    if (index < 0 || index >= gpus) {
      throw new IllegalArgumentException(
          "device "
              + name
              + " is not here: this machine shows "
              + gpus
              + " CUDA devices to libtorch; use cpu or auto");
    }
    return Device.gpu(index);
  }

  /** Returns the name of a device: {@code cpu} or {@code cuda:N}. */
  static String of(Device device) {
    return device.isGpu() ? "cuda:" + device.getDeviceId() : "cpu";
  }
}

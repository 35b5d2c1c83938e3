package io.sparsed.worker.device;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * A DeviceMemory is the memory of a device that is in use, by any process, and that is free. A
 * GPU's is its own; a CPU's is that of the machine or the container.
 *
 * @param used bytes in use
 * @param free bytes that are free
 */
record DeviceMemory(long used, long free) {
  /** Returns the memory of all devices together. */
  static DeviceMemory of(Devices devices) {
    if (devices.first().isGpu()) {
      return ofGpus(devices).stream().reduce(new DeviceMemory(0, 0), DeviceMemory::plus);
    }
    var machine = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    long free = machine.getFreeMemorySize();
    return new DeviceMemory(machine.getTotalMemorySize() - free, free);
  }

  /** Returns the memory of each GPU; 0 bytes for a CPU. */
  static List<DeviceMemory> ofGpus(Devices devices) {
    return devices.each(
        device -> {
          var torch = devices.get(device);
          return new DeviceMemory(torch.usedGpuBytes(), torch.freeGpuBytes());
        });
  }

  private DeviceMemory plus(DeviceMemory other) {
    return new DeviceMemory(used + other.used, free + other.free);
  }
}

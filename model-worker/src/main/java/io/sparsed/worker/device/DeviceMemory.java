package io.sparsed.worker.device;

/**
 * A DeviceMemory is the memory of a device that is in use, by any process, and that is free. A
 * GPU's is its own; a CPU's is that of the machine or the container.
 *
 * @param used bytes in use
 * @param free bytes that are free
 */
record DeviceMemory(long used, long free) {
  /** Returns the memory of two devices together. */
  DeviceMemory plus(DeviceMemory other) {
    return new DeviceMemory(used + other.used, free + other.free);
  }
}

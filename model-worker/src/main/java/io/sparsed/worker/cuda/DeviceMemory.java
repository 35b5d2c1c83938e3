package io.sparsed.worker.cuda;

/**
 * Scratch memory on the device.
 *
 * @param address address in the device's memory
 * @param bytes size in bytes
 */
public record DeviceMemory(long address, long bytes) {}

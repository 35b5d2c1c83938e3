package io.sparsed.worker.cuda;

/** Scratch memory on the device. */
public record DeviceMemory(long address, long bytes) {}

package io.sparsed.worker.cuda;

/**
 * A Workspace is scratch memory of a kernel on its device.
 *
 * @param address address in the device's memory
 * @param bytes size in bytes
 */
public record Workspace(long address, long bytes) {}

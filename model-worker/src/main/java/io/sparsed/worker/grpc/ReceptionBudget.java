package io.sparsed.worker.grpc;

import java.util.concurrent.RejectedExecutionException;

/**
 * A ReceptionBudget bounds the memory of the patterns that are being received, beside those that
 * the store holds. Thread-safe.
 */
final class ReceptionBudget {
  private final long maxBytes;
  private long reserved;

  ReceptionBudget(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Reserves the bytes that a pattern is announced to have.
   *
   * @throws RejectedExecutionException if others have reserved too much
   */
  synchronized void reserve(long bytes) {
    if (bytes > maxBytes - reserved) {
      throw new RejectedExecutionException(
          "%d of %d bytes are reserved for patterns on their way; try again"
              .formatted(reserved, maxBytes));
    }
    reserved += bytes;
  }

  /** Frees bytes that were reserved. */
  synchronized void free(long bytes) {
    reserved -= bytes;
  }

  /** Returns the bytes that are reserved. */
  synchronized long reserved() {
    return reserved;
  }
}

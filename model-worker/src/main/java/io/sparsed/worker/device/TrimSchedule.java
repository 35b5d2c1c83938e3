package io.sparsed.worker.device;

/**
 * A TrimSchedule decides when memory of the host that passes have freed is given back: once after
 * loading, and then on a CPU after so many computed rows. On a GPU passes take none of it. Owned by
 * the device thread.
 */
final class TrimSchedule {
  /** Rows after which memory is given back: often enough, and rare beside their work. */
  private static final long ROWS = 4096;

  private final boolean isOnGpu;
  private long rows = ROWS; // loading leaves much

  TrimSchedule(boolean isOnGpu) {
    this.isOnGpu = isOnGpu;
  }

  /** Counts the rows that a forward computed, which are few where it reuses keys and values. */
  void ran(Forward forward) {
    if (!isOnGpu) {
      rows += (long) forward.canvases() * forward.tokenIds().length;
    }
  }

  /** Returns true if memory should be given back now; false until enough rows were computed. */
  boolean isDue() {
    return rows >= ROWS;
  }

  /** Begins anew, after memory was given back. */
  void trimmed() {
    rows = 0;
  }
}

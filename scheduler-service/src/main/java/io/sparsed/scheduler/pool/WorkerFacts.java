package io.sparsed.scheduler.pool;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * A WorkerFacts is a worker's description of itself.
 *
 * @param model model that it loaded
 * @param maxCanvasLength length of the longest canvas that it accepts, in tokens
 * @param keyValueCapacity the most bytes of keys and values that it keeps, 0 or more
 * @param device devices that it runs on, "cpu", "cuda:N" or several, joined by commas
 */
public record WorkerFacts(
    ModelFacts model, int maxCanvasLength, long keyValueCapacity, String device) {

  /**
   * Speeds that every CPU and every GPU of a worker exceeds, in millions of operations a second.
   */
  private static final double SLOW_CPU = 10_000;

  private static final double SLOW_GPU = 1_000_000;

  /** Throws if a value is out of its range. */
  public WorkerFacts {
    checkArgument(
        maxCanvasLength >= 1 && maxCanvasLength <= ModelFacts.MAX_TOKENS,
        "max_canvas_length is %s",
        maxCanvasLength);
    checkArgument(keyValueCapacity >= 0, "key_value_capacity_bytes is %s", keyValueCapacity);
    ModelFacts.checkName("device", device);
  }

  /** Returns the seconds that work takes on the slowest device of this kind. */
  double cautiousSeconds(StepCost work) {
    return work.total() / (device.startsWith("cuda") ? SLOW_GPU : SLOW_CPU);
  }
}

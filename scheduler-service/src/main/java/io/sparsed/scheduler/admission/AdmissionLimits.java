package io.sparsed.scheduler.admission;

import java.util.Map;

/**
 * How much is admitted.
 *
 * @param maxRunning requests that run at once, at least 1
 * @param maxWaiting requests that wait for one to end, 0 or more
 * @param patternBytes memory for the patterns of running requests, 0 or more
 * @param weights shares of clients that are not 1, each at least 1
 */
public record AdmissionLimits(
    int maxRunning, int maxWaiting, long patternBytes, Map<String, Integer> weights) {

  /** Copies the weights and refuses values out of range. */
  public AdmissionLimits {
    weights = Map.copyOf(weights);
    require(maxRunning >= 1, "at least one request must be able to run");
    require(maxWaiting >= 0, "the queue cannot be shorter than 0");
    require(patternBytes >= 0, "the memory for patterns cannot be less than 0");
    require(
        weights.values().stream().allMatch(weight -> weight >= 1),
        "a client's weight is at least 1");
  }

  /** A copy that lets {@code value} requests run at once. */
  public AdmissionLimits withMaxRunning(int value) {
    return new AdmissionLimits(value, maxWaiting, patternBytes, weights);
  }

  /** A copy that lets {@code value} requests wait. */
  public AdmissionLimits withMaxWaiting(int value) {
    return new AdmissionLimits(maxRunning, value, patternBytes, weights);
  }

  /** A copy with {@code value} bytes for patterns. */
  public AdmissionLimits withPatternBytes(long value) {
    return new AdmissionLimits(maxRunning, maxWaiting, value, weights);
  }

  /** A copy with other shares. */
  public AdmissionLimits withWeights(Map<String, Integer> value) {
    return new AdmissionLimits(maxRunning, maxWaiting, patternBytes, value);
  }

  /** The share of a client: it gets so many times the work of one whose weight is 1. */
  int weight(String client) {
    return weights.getOrDefault(client, 1);
  }

  /** Memory to keep free for a pattern; one that is larger than all there is will not be kept. */
  long reserved(Arrival arrival) {
    return arrival.patternBytes() <= patternBytes ? arrival.patternBytes() : 0;
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}

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
    if (maxRunning < 1 || maxWaiting < 0 || patternBytes < 0) {
      throw new IllegalArgumentException("maxRunning is at least 1, the other limits at least 0");
    }
    if (weights.values().stream().anyMatch(weight -> weight < 1)) {
      throw new IllegalArgumentException("a client's weight is at least 1");
    }
  }

  /** The share of a client: it gets so many times the work of one whose weight is 1. */
  int weight(String client) {
    return weights.getOrDefault(client, 1);
  }

  /** Memory to keep free for a pattern; one that is larger than all there is will not be kept. */
  long reserved(Arrival arrival) {
    return arrival.patternBytes() <= patternBytes ? arrival.patternBytes() : 0;
  }
}

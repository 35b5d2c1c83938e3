package io.sparsed.scheduler.admission;

import static com.google.common.base.Preconditions.checkArgument;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;

/**
 * The limits of admission: how many requests run and wait, and how clients share.
 *
 * @param maxRunning requests that run at once, at least 1
 * @param maxWaiting requests that wait for one to end, 0 or more
 * @param patternBytes memory for the patterns of running requests, in bytes, 0 or more
 * @param weights shares of clients that are not 1, by client, each at least 1
 */
@RecordBuilder
public record AdmissionLimits(
    int maxRunning, int maxWaiting, long patternBytes, Map<String, Integer> weights)
    implements AdmissionLimitsBuilder.With {

  /** Throws if a value is out of range. */
  public AdmissionLimits {
    weights = Map.copyOf(weights);
    checkArgument(maxRunning >= 1, "--max-concurrent-requests must be at least 1");
    checkArgument(maxWaiting >= 0, "--max-queued-requests must not be below 0");
    checkArgument(patternBytes >= 0, "--pattern-cache-bytes must not be below 0");
    checkArgument(
        weights.values().stream().allMatch(weight -> weight >= 1),
        "--client-weights must be at least 1");
  }

  /** Returns the defaults: 32 requests run, 256 wait, 2 GiB of patterns, equal shares. */
  public static AdmissionLimits defaults() {
    return new AdmissionLimits(32, 256, 2L << 30, Map.of());
  }

  /** Returns the number of requests of one client that run at once: three quarters of all. */
  int maxRunningOfClient() {
    return maxRunning - maxRunning / 4;
  }

  /** Returns a client's share: it gets so many times the work of one whose weight is 1. */
  int weight(String client) {
    return weights.getOrDefault(client, 1);
  }

  /** Returns the bytes to keep free for a pattern; 0 for one that is larger than the memory. */
  long reserved(Arrival arrival) {
    return arrival.patternBytes() <= patternBytes ? arrival.patternBytes() : 0;
  }
}

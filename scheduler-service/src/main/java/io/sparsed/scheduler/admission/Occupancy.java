package io.sparsed.scheduler.admission;

import com.google.common.collect.HashMultiset;
import com.google.common.collect.Multiset;
import java.util.HashMap;
import java.util.Map;

/**
 * An Occupancy counts the running requests, their work and the memory reserved for their patterns,
 * keys and values. Not thread-safe; guarded by its {@link Admission}.
 */
final class Occupancy {

  /** The most shares of a model's memory for keys and values; above 1, as sums are rounded. */
  private static final double ALL_SHARES = 1 + 1e-9;

  private final AdmissionLimits limits;
  private final Multiset<String> running = HashMultiset.create();
  private final Map<String, Double> keyValueShares = new HashMap<>();
  private double work;
  private long reservedBytes;

  Occupancy(AdmissionLimits limits) {
    this.limits = limits;
  }

  /** Returns true if a client has a place for one more request, memory aside. */
  boolean hasPlace(String client) {
    return running.size() < limits.maxRunning()
        && running.count(client) < limits.maxRunningOfClient();
  }

  /** Returns true if a request may run beside those that run already. */
  boolean fits(Arrival arrival) {
    return hasPlace(arrival.client())
        && reservedBytes + limits.reserved(arrival) <= limits.patternBytes()
        && keyValueShare(arrival.keyValues().model()) + arrival.keyValues().share() <= ALL_SHARES;
  }

  /** Adds a request that begins to run. */
  void take(Arrival arrival) {
    running.add(arrival.client());
    work += arrival.work();
    reservedBytes += limits.reserved(arrival);
    add(arrival.keyValues().model(), arrival.keyValues().share());
  }

  /** Removes a request that has ended. */
  void free(Arrival arrival) {
    running.remove(arrival.client());
    work -= arrival.work();
    reservedBytes -= limits.reserved(arrival);
    add(arrival.keyValues().model(), -arrival.keyValues().share());
  }

  private double keyValueShare(String model) {
    return keyValueShares.getOrDefault(model, 0.0);
  }

  /** Adds to the shares of a model, which is forgotten when none are left. */
  private void add(String model, double share) {
    double sum = keyValueShare(model) + share;
    if (sum < ALL_SHARES - 1) {
      keyValueShares.remove(model);
    } else {
      keyValueShares.put(model, sum);
    }
  }

  int running() {
    return running.size();
  }

  /** Returns the {@link Arrival#work} of running requests, done or not. */
  double work() {
    return work;
  }

  long reservedBytes() {
    return reservedBytes;
  }
}

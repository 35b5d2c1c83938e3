package io.sparsed.scheduler.admission;

import com.google.common.collect.HashMultiset;
import com.google.common.collect.Multiset;

/**
 * An Occupancy counts the running requests, their work and the memory reserved for their patterns.
 * Not thread-safe; guarded by its {@link Admission}.
 */
final class Occupancy {

  private final AdmissionLimits limits;
  private final Multiset<String> running = HashMultiset.create();
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
        && reservedBytes + limits.reserved(arrival) <= limits.patternBytes();
  }

  /** Adds a request that begins to run. */
  void take(Arrival arrival) {
    running.add(arrival.client());
    work += arrival.work();
    reservedBytes += limits.reserved(arrival);
  }

  /** Removes a request that has ended. */
  void free(Arrival arrival) {
    running.remove(arrival.client());
    work -= arrival.work();
    reservedBytes -= limits.reserved(arrival);
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

package io.sparsed.scheduler.admission;

/**
 * An Occupancy counts the running requests, their work and the memory reserved for their patterns.
 * Not thread-safe; guarded by its {@link Admission}.
 */
final class Occupancy {

  private final AdmissionLimits limits;
  private int running;
  private double work;
  private long reservedBytes;

  Occupancy(AdmissionLimits limits) {
    this.limits = limits;
  }

  /** Returns true if a request may run beside those that run already. */
  boolean fits(Arrival arrival) {
    return running < limits.maxRunning()
        && reservedBytes + limits.reserved(arrival) <= limits.patternBytes();
  }

  /** Adds a request that begins to run. */
  void take(Arrival arrival) {
    running++;
    work += arrival.work();
    reservedBytes += limits.reserved(arrival);
  }

  /** Removes a request that has ended. */
  void free(Arrival arrival) {
    running--;
    work -= arrival.work();
    reservedBytes -= limits.reserved(arrival);
  }

  int running() {
    return running;
  }

  /** Returns the {@link Arrival#work} of running requests, done or not. */
  double work() {
    return work;
  }

  long reservedBytes() {
    return reservedBytes;
  }
}

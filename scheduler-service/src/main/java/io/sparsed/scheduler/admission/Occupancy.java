package io.sparsed.scheduler.admission;

/** The places and the memory that running requests take. Not thread-safe: {@link Admission} is. */
final class Occupancy {

  private final AdmissionLimits limits;
  private int running;
  private double work;
  private long reservedBytes;

  Occupancy(AdmissionLimits limits) {
    this.limits = limits;
  }

  /** Whether a request may run beside those that do. */
  boolean fits(Arrival arrival) {
    return running < limits.maxRunning()
        && reservedBytes + limits.reserved(arrival) <= limits.patternBytes();
  }

  /** A request begins to run. */
  void take(Arrival arrival) {
    running++;
    work += arrival.work();
    reservedBytes += limits.reserved(arrival);
  }

  /** One that ran has ended. */
  void free(Arrival arrival) {
    running--;
    work -= arrival.work();
    reservedBytes -= limits.reserved(arrival);
  }

  /** Requests that run. */
  int running() {
    return running;
  }

  /** The work of those that run, done or not, as {@link Arrival#work} counts it. */
  double work() {
    return work;
  }

  /** Memory that their patterns may take. */
  long reservedBytes() {
    return reservedBytes;
  }
}

package io.sparsed.scheduler.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;

/** A Load sums the work that a worker was given and has not finished. Thread-safe. */
final class Load {

  private static final long IN_COMPANY = -1;

  @GuardedBy("this")
  private StepCost work = StepCost.NOTHING;

  @GuardedBy("this")
  private int steps;

  @GuardedBy("this")
  private int suspects;

  /** The number of steps that were ever added. */
  @GuardedBy("this")
  private long added;

  /**
   * Adds a step and returns a ticket for {@link #isStillAlone}; a suspect one is a step with which
   * a worker was lost before.
   */
  synchronized long add(StepCost cost, boolean suspect) {
    work = work.plus(cost);
    suspects += suspect ? 1 : 0;
    added++;
    return steps++ == 0 ? added : IN_COMPANY;
  }

  /** Removes a step that was added. */
  synchronized void remove(StepCost cost, boolean suspect) {
    work = work.minus(cost);
    suspects -= suspect ? 1 : 0;
    steps--;
  }

  /** Returns the unfinished work. */
  synchronized StepCost work() {
    return work;
  }

  /** Returns true if it has no step. */
  synchronized boolean isIdle() {
    return steps == 0;
  }

  /** Returns true if it has a step with which a worker was lost before. */
  synchronized boolean hasSuspect() {
    return suspects > 0;
  }

  /** Returns true if no other step was here since the one with this ticket was added. */
  synchronized boolean isStillAlone(long ticket) {
    return ticket == added;
  }
}

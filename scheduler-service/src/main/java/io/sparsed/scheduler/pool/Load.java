package io.sparsed.scheduler.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;

/** What a worker was given to do and has not done. Thread-safe. */
final class Load {

  @GuardedBy("this")
  private StepCost work = StepCost.NOTHING;

  @GuardedBy("this")
  private int suspects;

  /**
   * Adds a step.
   *
   * @param suspect whether a worker was lost with it before
   */
  synchronized void add(StepCost cost, boolean suspect) {
    work = work.plus(cost);
    suspects += suspect ? 1 : 0;
  }

  /** Takes a step off that was added. */
  synchronized void remove(StepCost cost, boolean suspect) {
    work = work.minus(cost);
    suspects -= suspect ? 1 : 0;
  }

  /** All that is to be done. */
  synchronized StepCost work() {
    return work;
  }

  /** Whether a step is among it that a worker was lost with before. */
  synchronized boolean hasSuspect() {
    return suspects > 0;
  }
}

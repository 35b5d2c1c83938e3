package io.sparsed.scheduler.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;

/** A Load sums the work that a worker was given and has not finished. Thread-safe. */
final class Load {

  @GuardedBy("this")
  private StepCost work = StepCost.NOTHING;

  @GuardedBy("this")
  private int suspects;

  /** Adds a step; a suspect one is a step with which a worker was lost before. */
  synchronized void add(StepCost cost, boolean suspect) {
    work = work.plus(cost);
    suspects += suspect ? 1 : 0;
  }

  /** Removes a step that was added. */
  synchronized void remove(StepCost cost, boolean suspect) {
    work = work.minus(cost);
    suspects -= suspect ? 1 : 0;
  }

  /** Returns the unfinished work. */
  synchronized StepCost work() {
    return work;
  }

  /** Returns true if it has a step with which a worker was lost before. */
  synchronized boolean hasSuspect() {
    return suspects > 0;
  }
}

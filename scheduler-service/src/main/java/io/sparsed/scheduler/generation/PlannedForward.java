package io.sparsed.scheduler.generation;

import io.sparsed.scheduler.diffusion.Attention;
import io.sparsed.scheduler.diffusion.Canvas;
import io.sparsed.scheduler.diffusion.KeyValues;
import io.sparsed.scheduler.diffusion.Step;

/**
 * A PlannedForward is the forward of a step as its schedules want it.
 *
 * @param step step that the forward is for
 * @param attention how its attention runs
 * @param keyValues what it does with keys and values
 */
record PlannedForward(Step step, Attention attention, KeyValues keyValues) {

  /** Returns true if the forward computes the active rows only. */
  boolean reuses() {
    return keyValues instanceof KeyValues.Reuse;
  }

  /** Returns true if the forward leaves state on the worker that later steps may need. */
  boolean leavesArtifact() {
    return attention instanceof Attention.DenseAndSelect || keyValues instanceof KeyValues.Refresh;
  }

  /** Returns true if the pure forward commits nothing and takes no pattern. */
  boolean isUnused(Canvas canvas) {
    boolean takesPattern = attention instanceof Attention.DenseAndSelect && canvas.masked() > 0;
    return step.isIdle() && !takesPattern;
  }
}

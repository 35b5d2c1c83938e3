package io.sparsed.scheduler.generation;

import io.sparsed.scheduler.diffusion.Attention;
import io.sparsed.scheduler.diffusion.AttentionPlan;
import io.sparsed.scheduler.diffusion.Canvas;
import io.sparsed.scheduler.diffusion.Commit;
import io.sparsed.scheduler.diffusion.KeyValuePlan;
import io.sparsed.scheduler.diffusion.KeyValues;
import io.sparsed.scheduler.diffusion.Step;
import io.sparsed.scheduler.diffusion.StepPlan;

/**
 * A DenoisingLoop denoises the canvas of one request with SparseD. It runs in the request's own
 * virtual thread and blocks there.
 *
 * @param plan schedule of the steps
 * @param sparse schedule of attention
 * @param kept schedule of refreshes and reuse steps
 * @param commits source of each step's commit: workers, or a resumption for steps that were done
 * @param progress log that reports each step
 */
record DenoisingLoop(
    StepPlan plan,
    AttentionPlan sparse,
    KeyValuePlan kept,
    CommitSource commits,
    ProgressLog progress) {

  /** Denoises a canvas and returns it. */
  Canvas run(Canvas canvas) {
    for (Step step : plan.steps(canvas)) {
      KeyValues keyValues = kept.at(step, canvas); // None, Refresh or Reuse
      Attention attention = sparse.at(step, keyValues); // Dense, DenseAndSelect or Sparse
      PlannedForward forward = new PlannedForward(step, attention, keyValues);
      Commit commit = commits.next(canvas, forward);
      canvas.apply(commit);
      progress.add(canvas, forward, commit);
    }
    return canvas;
  }
}

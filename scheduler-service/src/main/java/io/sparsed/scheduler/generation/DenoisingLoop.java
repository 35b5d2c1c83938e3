package io.sparsed.scheduler.generation;

import io.sparsed.scheduler.diffusion.Attention;
import io.sparsed.scheduler.diffusion.AttentionPlan;
import io.sparsed.scheduler.diffusion.Canvas;
import io.sparsed.scheduler.diffusion.Commit;
import io.sparsed.scheduler.diffusion.IntSequence;
import io.sparsed.scheduler.diffusion.Step;
import io.sparsed.scheduler.diffusion.StepPlan;

/**
 * Denoises a canvas with SparseD: from a canvas of masks to an answer. Runs in the request's own
 * virtual thread and blocks there.
 *
 * @param plan schedule of the steps
 * @param sparse schedule of attention
 * @param commits source of what each step commits: workers, behind the steps that were done before
 * @param progress log that tells of each step
 */
record DenoisingLoop(
    StepPlan plan, AttentionPlan sparse, CommitSource commits, ProgressLog progress) {

  /** Returns the generation, denoised. */
  IntSequence run(Canvas canvas) {
    for (Step step : plan.steps(canvas)) {
      Attention attention = sparse.at(step); // Dense, DenseAndSelect or Sparse
      Commit commit = commits.next(canvas, step, attention);
      canvas.apply(commit);
      progress.add(canvas, step, attention, commit);
    }
    return canvas.generation();
  }
}

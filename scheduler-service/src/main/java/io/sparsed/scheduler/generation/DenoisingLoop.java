package io.sparsed.scheduler.generation;

import io.sparsed.scheduler.diffusion.Attention;
import io.sparsed.scheduler.diffusion.AttentionPlan;
import io.sparsed.scheduler.diffusion.Canvas;
import io.sparsed.scheduler.diffusion.Denoising;
import io.sparsed.scheduler.diffusion.IntSequence;
import io.sparsed.scheduler.diffusion.Proposal;
import io.sparsed.scheduler.diffusion.Step;
import io.sparsed.scheduler.diffusion.Unmasking;
import java.util.List;

/**
 * Denoising with SparseD: from a canvas of masks to an answer. Runs in the request's own virtual
 * thread and blocks there.
 */
final class DenoisingLoop {

  private final GenerationSpec spec;
  private final AttentionPlan sparse;
  private final StepForwards workers;
  private final ProgressLog progress;

  DenoisingLoop(
      GenerationSpec spec, AttentionPlan sparse, StepForwards workers, ProgressLog progress) {
    this.spec = spec;
    this.sparse = sparse;
    this.workers = workers;
    this.progress = progress;
  }

  /** The generation, denoised. */
  IntSequence run() {
    Denoising denoising = spec.denoising();
    Unmasking unmasking = denoising.unmasking();
    Canvas canvas =
        Canvas.masked(spec.prompt(), denoising.genLength(), spec.model().facts().maskTokenId());

    for (Step step : denoising.plan().steps(canvas)) {
      Attention attention = sparse.at(step); // Dense, DenseAndSelect or Sparse
      if (spec.past().covers(step)) {
        workers.repeat(canvas, step, attention);
        spec.past().repeat(step, canvas);
        progress.repeat(canvas);
      } else {
        List<Proposal> proposals = workers.run(canvas, step, attention);
        List<Proposal> commit = unmasking.choose(step, proposals);
        canvas.apply(commit);
        progress.add(canvas, step, attention, commit);
      }
      if (mayStop(canvas, step)) {
        break;
      }
    }
    return canvas.generation();
  }

  private boolean mayStop(Canvas canvas, Step step) {
    return spec.denoising().stopAtEos()
        && step.closesBlock()
        && spec.model().facts().eosTokenId().stream().anyMatch(canvas::endsAt);
  }
}

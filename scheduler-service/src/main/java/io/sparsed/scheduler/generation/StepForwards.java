package io.sparsed.scheduler.generation;

import io.sparsed.scheduler.diffusion.Attention;
import io.sparsed.scheduler.diffusion.Canvas;
import io.sparsed.scheduler.diffusion.Denoising;
import io.sparsed.scheduler.diffusion.Proposal;
import io.sparsed.scheduler.diffusion.Step;
import io.sparsed.scheduler.pool.Forward;
import io.sparsed.scheduler.pool.ForwardResult;
import io.sparsed.scheduler.pool.RequestArtifacts;
import io.sparsed.scheduler.pool.WorkerPool;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CancellationException;

/** A StepForwards runs the forwards of one request's steps. Not thread-safe. */
record StepForwards(
    GenerationSpec spec, WorkerPool pool, RequestArtifacts artifacts, UsageCounter counter) {

  /** Returns a proposal for each candidate in order; none if the step needs no forward. */
  List<Proposal> run(Canvas canvas, Step step, Attention attention) {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("the request was cancelled");
    }
    return isUnused(canvas, step, attention) ? List.of() : forward(canvas, step, attention);
  }

  /** Counts a step that was done before the resumption, as a forward that took no time. */
  void countDone(Canvas canvas, Step step, Attention attention) {
    if (!isUnused(canvas, step, attention)) {
      counter.count(request(canvas, step, attention), Duration.ZERO, OptionalDouble.empty());
    }
  }

  private List<Proposal> forward(Canvas canvas, Step step, Attention attention) {
    Forward forward = request(canvas, step, attention);
    ForwardResult forwarded = pool.forward(forward, artifacts);
    counter.count(forward, forwarded.inWorker(), OptionalDouble.of(forwarded.attended()));
    return forwarded.proposals();
  }

  /** Returns true if the pure forward of a step commits nothing and takes no pattern. */
  private static boolean isUnused(Canvas canvas, Step step, Attention attention) {
    boolean takesPattern = attention instanceof Attention.DenseAndSelect && canvas.masked() > 0;
    return step.isIdle() && !takesPattern;
  }

  private Forward request(Canvas canvas, Step step, Attention attention) {
    Denoising denoising = spec.denoising();
    return new Forward(
        spec.model().facts(),
        spec.requestId(),
        canvas.tokens(),
        canvas.promptLength(),
        step.index(),
        attention,
        canvas.maskedBefore(step.end()),
        denoising.confidence(),
        denoising.sampling(),
        denoising.seed(),
        denoising.cfgScale());
  }
}

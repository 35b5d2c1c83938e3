package io.sparsed.scheduler.generation;

import io.sparsed.scheduler.diffusion.Attention;
import io.sparsed.scheduler.diffusion.Canvas;
import io.sparsed.scheduler.diffusion.Denoising;
import io.sparsed.scheduler.diffusion.Proposal;
import io.sparsed.scheduler.diffusion.Step;
import io.sparsed.scheduler.pool.Demand;
import io.sparsed.scheduler.pool.Forward;
import io.sparsed.scheduler.pool.Forwarded;
import io.sparsed.scheduler.pool.WorkerPool;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;

/** The forwards of one request's steps. Not thread-safe: owned by the request's thread. */
final class StepForwards {

  private final GenerationSpec spec;
  private final WorkerPool pool;
  private final RequestPattern pattern;
  private final Meter meter;

  StepForwards(GenerationSpec spec, WorkerPool pool, RequestPattern pattern, Meter meter) {
    this.spec = spec;
    this.pool = pool;
    this.pattern = pattern;
    this.meter = meter;
  }

  /**
   * A proposal for each candidate of the step, ascending by position; none if nobody would look at
   * them.
   *
   * @throws CancellationException if the calling thread is interrupted
   */
  List<Proposal> run(Canvas canvas, Step step, Attention attention) {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("the request was cancelled");
    }
    if (isUnused(canvas, step, attention)) {
      return List.of();
    }
    return forward(canvas, step, attention);
  }

  /**
   * Counts a step that was done before. Of its forward only a pattern may still be needed, and the
   * same canvas gives the same one.
   *
   * @param canvas as it stood before the step
   */
  void repeat(Canvas canvas, Step step, Attention attention) {
    boolean goesOn = spec.past().steps() < spec.denoising().steps();
    if (attention instanceof Attention.DenseAndSelect && goesOn) {
      var _ = run(canvas, step, attention);
    } else if (!isUnused(canvas, step, attention)) {
      meter.count(attention, Duration.ZERO);
    }
  }

  private List<Proposal> forward(Canvas canvas, Step step, Attention attention) {
    Forward forward = request(canvas, step, attention);
    Demand demand = Demand.of(forward, pattern.neededBy(attention));
    Forwarded forwarded = pool.call(demand, worker -> pattern.forward(worker, forward));
    meter.count(attention, forwarded.inWorker());
    return forwarded.proposals();
  }

  /**
   * A forward is pure: one whose proposals are not committed and whose pattern is not needed can be
   * left out, and the answer is the same bit for bit.
   */
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

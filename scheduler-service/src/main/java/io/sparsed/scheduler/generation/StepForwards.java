package io.sparsed.scheduler.generation;

import com.google.common.primitives.ImmutableIntArray;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.sparsed.scheduler.diffusion.Canvas;
import io.sparsed.scheduler.diffusion.Denoising;
import io.sparsed.scheduler.diffusion.KeyValues;
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
    GenerationSpec spec,
    WorkerPool pool,
    RequestArtifacts artifacts,
    UsageCounter counter,
    GenerationMetrics metrics,
    Tracer tracer) {

  /** Returns a proposal for each candidate in order; none if the step needs no forward. */
  List<Proposal> run(Canvas canvas, PlannedForward planned) {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("the request was cancelled");
    }
    if (planned.isUnused(canvas)) {
      return List.of();
    }
    Forward forward = request(canvas, planned);
    long startNanos = System.nanoTime();
    ForwardResult forwarded = traced(forward);
    metrics.stepped(forward, forwarded, Duration.ofNanos(System.nanoTime() - startNanos));
    counter.count(forward, forwarded.inWorker(), OptionalDouble.of(forwarded.attended()));
    return forwarded.proposals();
  }

  /** Runs a forward in a span of its own, under which its calls of workers are. */
  private ForwardResult traced(Forward forward) {
    Span span =
        tracer
            .spanBuilder("step")
            .setAttribute("sparsed.step", forward.step())
            .setAttribute("sparsed.attention", GenerationMetrics.name(forward.attention()))
            .setAttribute("sparsed.canvas_tokens", forward.tokens().length())
            .startSpan();
    try (Scope _ = span.makeCurrent()) {
      return pool.forward(forward, artifacts);
    } catch (RuntimeException e) {
      span.setStatus(StatusCode.ERROR, e.getClass().getSimpleName());
      throw e;
    } finally {
      span.end();
    }
  }

  /**
   * Counts a step that was done before the resumption, as a forward that took no time, and notes
   * what it left on workers.
   */
  void wasDone(Canvas canvas, PlannedForward planned) {
    if (!planned.isUnused(canvas)) {
      Forward forward = request(canvas, planned);
      artifacts.wereMadeBy(forward);
      counter.count(forward, Duration.ZERO, OptionalDouble.empty());
    }
  }

  private Forward request(Canvas canvas, PlannedForward planned) {
    Denoising denoising = spec.denoising();
    Step step = planned.step();
    return new Forward(
        spec.model().facts(),
        spec.requestId(),
        tokens(canvas, planned.keyValues()),
        canvas.promptLength(),
        step.index(),
        planned.attention(),
        planned.keyValues(),
        canvas.masked(step.start(), step.end()),
        denoising.confidence(),
        denoising.sampling(),
        denoising.seed(),
        denoising.cfgScale());
  }

  private static ImmutableIntArray tokens(Canvas canvas, KeyValues keyValues) {
    return keyValues instanceof KeyValues.Reuse(_, _, KeyValues.ActiveRows(int first, int count))
        ? canvas.tokens(first, count)
        : canvas.tokens();
  }
}

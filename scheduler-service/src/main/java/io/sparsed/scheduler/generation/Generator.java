package io.sparsed.scheduler.generation;

import io.sparsed.scheduler.diffusion.AttentionPlan;
import io.sparsed.scheduler.diffusion.IntSequence;
import io.sparsed.scheduler.pattern.PatternCache;
import io.sparsed.scheduler.pattern.PatternShape;
import io.sparsed.scheduler.pool.ModelFacts;
import io.sparsed.scheduler.pool.WorkerPool;
import java.time.Duration;
import java.util.UUID;
import java.util.function.LongSupplier;

/** Runs valid requests, each in the thread of its caller. Thread-safe. */
public final class Generator {

  private final WorkerPool pool;
  private final PatternCache patterns;
  private final Admission admission;
  private final LongSupplier nanoClock;

  /**
   * Runs requests on a pool.
   *
   * @param nanoClock the time in nanoseconds from some origin
   */
  public Generator(
      WorkerPool pool, PatternCache patterns, Admission admission, LongSupplier nanoClock) {
    this.pool = pool;
    this.patterns = patterns;
    this.admission = admission;
    this.nanoClock = nanoClock;
  }

  /**
   * Waits for admission, denoises, and tells of it. Interrupting the calling thread cancels it at
   * the next step; whatever way it ends, its pattern and its place are freed.
   *
   * @param arrivedNanos when the request arrived, by the clock of this generator
   * @throws OverloadedException if too many requests wait
   * @throws java.util.concurrent.CancellationException if it was cancelled
   */
  public void run(GenerationSpec spec, long arrivedNanos, EventSink events) {
    long began = nanoClock.getAsLong();
    try (Admission.Permit _ = admission.enter()) {
      Duration queued = since(began);
      events.emit(new GenerationEvent.Accepted(spec));
      Meter meter = new Meter();
      ProgressLog progress = new ProgressLog(spec, events, nanoClock);
      Answer answer = Answer.of(spec.model(), denoise(spec, meter, progress));
      events.emit(
          new GenerationEvent.Finished(
              answer,
              meter.usage(spec, answer),
              meter.timings(since(arrivedNanos), queued),
              progress.history()));
    }
  }

  private IntSequence denoise(GenerationSpec spec, Meter meter, ProgressLog progress) {
    // Not the request id: its caller may use that twice.
    String patternId = UUID.randomUUID().toString();
    try (RequestPattern pattern = new RequestPattern(patternId, shape(spec), patterns)) {
      return new DenoisingLoop(
              spec,
              new AttentionPlan(spec.sparsity(), spec.denoising().steps(), patternId),
              new StepForwards(spec, pool, pattern, meter),
              progress)
          .run();
    }
  }

  private static PatternShape shape(GenerationSpec spec) {
    ModelFacts facts = spec.model().facts();
    return new PatternShape(
        spec.denoising().cfgScale() > 0 ? 2 : 1,
        facts.layers(),
        facts.heads(),
        spec.sparsity().blockSize(),
        spec.canvasLength());
  }

  private Duration since(long nanos) {
    return Duration.ofNanos(nanoClock.getAsLong() - nanos);
  }
}

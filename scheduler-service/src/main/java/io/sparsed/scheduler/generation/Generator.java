package io.sparsed.scheduler.generation;

import io.sparsed.scheduler.admission.Admission;
import io.sparsed.scheduler.admission.Arrival;
import io.sparsed.scheduler.admission.Permit;
import io.sparsed.scheduler.admission.Priority;
import io.sparsed.scheduler.diffusion.AttentionPlan;
import io.sparsed.scheduler.diffusion.IntSequence;
import io.sparsed.scheduler.pattern.PatternCache;
import io.sparsed.scheduler.pattern.PatternShape;
import io.sparsed.scheduler.pool.ModelFacts;
import io.sparsed.scheduler.pool.StepCost;
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
   * Refuses a request of which no more is known than this, if there surely is no room for it.
   *
   * @throws io.sparsed.scheduler.admission.OverloadedException if too many requests wait
   */
  public void checkRoom(Caller caller, Priority priority) {
    admission.checkRoom(caller.client(), priority);
  }

  /**
   * Waits for admission, denoises, and tells of it. Interrupting the calling thread cancels it at
   * the next step; whatever way it ends, its pattern and its place are freed.
   *
   * @throws io.sparsed.scheduler.admission.OverloadedException if too many requests wait
   * @throws io.sparsed.scheduler.admission.DeadlineUnreachableException if it would end too late
   * @throws java.util.concurrent.CancellationException if it was cancelled
   */
  public void run(GenerationSpec spec, Caller caller, EventSink events) {
    long began = nanoClock.getAsLong();
    try (Permit permit = admission.enter(arrival(spec, caller))) {
      Duration queued = since(began);
      events.emit(new GenerationEvent.Accepted(spec));
      Meter meter = new Meter();
      ProgressLog progress = new ProgressLog(spec, events, nanoClock);
      Answer answer = Answer.of(spec.model(), denoise(spec, meter, progress));
      events.emit(
          new GenerationEvent.Finished(
              answer,
              meter.usage(spec, answer),
              meter.timings(since(caller.arrivedNanos()), queued),
              progress.history()));
      permit.answered();
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

  private Arrival arrival(GenerationSpec spec, Caller caller) {
    boolean takesPattern =
        new AttentionPlan(spec.sparsity(), spec.denoising().steps(), "").takesPattern();
    StepCost work = spec.work();
    return new Arrival(
        caller.client(),
        spec.priority(),
        // One that is resumed after its last step still sends an answer.
        Math.max(1, work.total()),
        pool.expected(spec.model().facts(), work, spec.stepsLeft()),
        takesPattern ? shape(spec).bytes() : 0,
        caller.deadlineNanos());
  }

  private static PatternShape shape(GenerationSpec spec) {
    ModelFacts facts = spec.model().facts();
    return new PatternShape(
        spec.canvases(),
        facts.layers(),
        facts.heads(),
        spec.sparsity().blockSize(),
        spec.canvasLength());
  }

  private Duration since(long nanos) {
    return Duration.ofNanos(nanoClock.getAsLong() - nanos);
  }
}

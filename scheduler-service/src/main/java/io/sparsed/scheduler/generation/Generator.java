package io.sparsed.scheduler.generation;

import com.google.common.primitives.ImmutableIntArray;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Tracer;
import io.sparsed.scheduler.admission.Admission;
import io.sparsed.scheduler.admission.Arrival;
import io.sparsed.scheduler.admission.KeyValueShare;
import io.sparsed.scheduler.admission.Permit;
import io.sparsed.scheduler.admission.Priority;
import io.sparsed.scheduler.diffusion.AttentionPlan;
import io.sparsed.scheduler.diffusion.Canvas;
import io.sparsed.scheduler.diffusion.KeyValuePlan;
import io.sparsed.scheduler.diffusion.Proposal;
import io.sparsed.scheduler.pool.Forward;
import io.sparsed.scheduler.pool.ForwardResult;
import io.sparsed.scheduler.pool.ModelFacts;
import io.sparsed.scheduler.pool.RequestArtifacts;
import io.sparsed.scheduler.pool.StepCost;
import io.sparsed.scheduler.pool.WorkerPool;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;

/** A Generator runs valid requests, each in the thread of its caller. Thread-safe. */
public final class Generator {

  private final WorkerPool pool;
  private final Admission admission;
  private final LongSupplier nanoClock;
  private final GenerationMetrics metrics;
  private final Tracer tracer;

  /** Creates a generator; its clock gives nanoseconds from an arbitrary origin. */
  public Generator(
      WorkerPool pool,
      Admission admission,
      LongSupplier nanoClock,
      MeterRegistry registry,
      Tracer tracer) {
    this.pool = pool;
    this.admission = admission;
    this.nanoClock = nanoClock;
    this.metrics = new GenerationMetrics(registry);
    this.tracer = tracer;
  }

  /** Throws as {@link Admission#checkRoom} does, so that a refused request need not be read. */
  public void checkRoom(Caller caller, Priority priority) {
    admission.checkRoom(caller.client(), priority);
  }

  /**
   * Waits for admission, denoises, and reports each step. Interrupting the calling thread cancels
   * the request at the next step. However it ends, its artifacts and its permit are freed.
   *
   * @throws io.sparsed.scheduler.admission.OverloadedException if too many requests wait
   * @throws io.sparsed.scheduler.admission.DeadlineUnreachableException if it would end too late
   * @throws java.util.concurrent.CancellationException if the calling thread is interrupted
   */
  public void run(GenerationSpec spec, Caller caller, EventSink events) {
    long startNanos = nanoClock.getAsLong();
    try (Turn turn = new Turn(admission, arrival(spec, caller), events)) {
      run(spec, caller, turn, since(startNanos));
    }
  }

  private void run(GenerationSpec spec, Caller caller, Turn turn, Duration queued) {
    long startNanos = nanoClock.getAsLong();
    try {
      turn.emit(new GenerationEvent.Accepted(spec));
      UsageCounter counter = new UsageCounter();
      Denoised denoised = denoise(spec, counter, turn);
      Answer answer = Answer.of(spec.model(), denoised.canvas());
      turn.emit(
          new GenerationEvent.Finished(
              answer,
              counter.usage(spec, answer),
              counter.timings(since(caller.arrivedNanos()), queued),
              denoised.history()));
      turn.answered();
    } finally {
      metrics.ran(since(startNanos));
    }
  }

  /**
   * Waits for admission and returns a proposal for each scored token, whose confidence is the
   * probability of that token. Throws as {@link #run} does.
   */
  public List<Proposal> score(ScoreSpec spec, Caller caller) {
    Forward forward = spec.forward();
    StepCost work = StepCost.of(forward);
    ModelFacts model = forward.model();
    Arrival arrival =
        new Arrival(
            caller.client(),
            spec.priority(),
            Math.max(1, work.total()),
            pool.expected(model, work, 1),
            0,
            new KeyValueShare(model.id(), 0),
            caller.deadlineNanos());
    try (Permit permit = admission.enter(arrival);
        RequestArtifacts artifacts = pool.newArtifacts()) {
      long startNanos = nanoClock.getAsLong();
      ForwardResult result = pool.forward(forward, artifacts);
      metrics.stepped(forward, result, since(startNanos));
      permit.answered();
      return result.proposals();
    }
  }

  /** A finished canvas, and the generation after every step if it was asked for. */
  private record Denoised(Canvas canvas, List<ImmutableIntArray> history) {}

  private Denoised denoise(GenerationSpec spec, UsageCounter counter, EventSink events) {
    try (RequestArtifacts artifacts = pool.newArtifacts()) {
      ProgressLog progress = new ProgressLog(spec, events, artifacts::pattern, nanoClock);
      StepForwards workers = new StepForwards(spec, pool, artifacts, counter, metrics, tracer);
      CommitSource computed = CommitSource.computed(workers, spec.unmasking());
      CommitSource commits = CommitSource.resumed(spec.resumption(), workers, computed);
      // The request id does not do, since its client may use it twice.
      String id = UUID.randomUUID().toString();
      AttentionPlan sparse = spec.attentionPlan("pattern-" + id);
      KeyValuePlan kept = spec.keyValuePlan("key-values-" + id);
      DenoisingLoop loop = new DenoisingLoop(spec.plan(), sparse, kept, commits, progress);
      return new Denoised(loop.run(spec.newCanvas()), progress.history());
    }
  }

  private Arrival arrival(GenerationSpec spec, Caller caller) {
    StepCost work = spec.work();
    return new Arrival(
        caller.client(),
        spec.priority(),
        // A request that is resumed after its last step has no work left but still an answer.
        Math.max(1, work.total()),
        pool.expected(spec.model().facts(), work, spec.stepsLeft()),
        spec.patternBytes(),
        keyValueShare(spec),
        caller.deadlineNanos());
  }

  private KeyValueShare keyValueShare(GenerationSpec spec) {
    ModelFacts model = spec.model().facts();
    return new KeyValueShare(model.id(), pool.keyValueShare(model, spec.keyValueBytes()));
  }

  private Duration since(long nanos) {
    return Duration.ofNanos(nanoClock.getAsLong() - nanos);
  }
}

package io.sparsed.scheduler.generation;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import io.sparsed.scheduler.diffusion.Attention;
import io.sparsed.scheduler.diffusion.Canvas;
import io.sparsed.scheduler.diffusion.Commit;
import io.sparsed.scheduler.diffusion.Step;
import io.sparsed.scheduler.pattern.HeadPattern;
import io.sparsed.scheduler.pattern.Pattern;
import io.sparsed.scheduler.pattern.PatternHead;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * A ProgressLog reports each step that is done here, and keeps the generation after every step if
 * the request asks for it. Not thread-safe: owned by the request's thread.
 */
final class ProgressLog {

  private final GenerationSpec spec;
  private final EventSink events;
  private final Function<String, Optional<Pattern>> patterns;
  private final LongSupplier nanoClock;
  private final int mostSteps;
  private final List<ImmutableIntArray> history = new ArrayList<>();
  private long stepStartNanos;

  /**
   * Creates the log of a request.
   *
   * @param patterns finds a pattern that was taken, by its id
   */
  ProgressLog(
      GenerationSpec spec,
      EventSink events,
      Function<String, Optional<Pattern>> patterns,
      LongSupplier nanoClock) {
    this.spec = spec;
    this.events = events;
    this.patterns = patterns;
    this.nanoClock = nanoClock;
    this.mostSteps = spec.plan().mostSteps();
    this.stepStartNanos = nanoClock.getAsLong();
  }

  /** Reports a step, unless it was reported before the generation was resumed. */
  void add(Canvas canvas, PlannedForward forward, Commit commit) {
    Step step = forward.step();
    Duration elapsed = Duration.ofNanos(nanoClock.getAsLong() - stepStartNanos);
    if (spec.parts().canvasHistory()) {
      history.add(canvas.generation());
    }
    if (step.index() >= spec.resumption().steps()) {
      events.emit(
          new GenerationEvent.Progress(
              step,
              mostSteps,
              forward.attention(),
              forward.reuses(),
              canvas.promptLength(),
              commit,
              canvas.masked(canvas.promptLength(), canvas.length()).length(),
              text(canvas),
              spec.parts().confidences() ? commit.confidences() : ImmutableDoubleArray.of(),
              patterns(forward.attention()),
              elapsed));
    }
    stepStartNanos = nanoClock.getAsLong();
  }

  /** Returns the generation after every step; empty if the request did not ask for it. */
  List<ImmutableIntArray> history() {
    return List.copyOf(history);
  }

  private List<HeadPattern> patterns(Attention attention) {
    List<PatternHead> heads = spec.parts().patternHeads();
    return !heads.isEmpty() && attention instanceof Attention.DenseAndSelect(String id, _)
        ? patterns
            .apply(id)
            .map(taken -> heads.stream().map(taken::head).toList())
            .orElse(List.of())
        : List.of();
  }

  private Optional<String> text(Canvas canvas) {
    int mask = spec.model().facts().maskTokenId();
    return spec.parts().textSnapshots()
        ? spec.model().codec().map(codec -> codec.decodeMasked(canvas.generation().toArray(), mask))
        : Optional.empty();
  }
}

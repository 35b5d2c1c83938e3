package io.sparsed.scheduler.generation;

import io.sparsed.scheduler.diffusion.Attention;
import io.sparsed.scheduler.diffusion.Canvas;
import io.sparsed.scheduler.diffusion.IntSequence;
import io.sparsed.scheduler.diffusion.Proposal;
import io.sparsed.scheduler.diffusion.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Tells of each step, and remembers the canvas after it where that is asked for. */
final class ProgressLog {

  private final GenerationSpec spec;
  private final EventSink events;
  private final LongSupplier nanoClock;
  private final List<IntSequence> history = new ArrayList<>();
  private long stepBegan;

  ProgressLog(GenerationSpec spec, EventSink events, LongSupplier nanoClock) {
    this.spec = spec;
    this.events = events;
    this.nanoClock = nanoClock;
    this.stepBegan = nanoClock.getAsLong();
  }

  void add(Canvas canvas, Step step, Attention attention, List<Proposal> commit) {
    Duration elapsed = Duration.ofNanos(nanoClock.getAsLong() - stepBegan);
    remember(canvas);
    events.emit(
        new GenerationEvent.Progress(
            step,
            spec.denoising().steps(),
            attention,
            canvas.promptLength(),
            commit,
            canvas.masked(),
            text(canvas),
            elapsed));
    stepBegan = nanoClock.getAsLong();
  }

  /** Remembers the canvas after a step that was told before. */
  void repeat(Canvas canvas) {
    remember(canvas);
    stepBegan = nanoClock.getAsLong();
  }

  List<IntSequence> history() {
    return List.copyOf(history);
  }

  private void remember(Canvas canvas) {
    if (spec.canvasHistory()) {
      history.add(canvas.generation());
    }
  }

  private Optional<String> text(Canvas canvas) {
    int mask = spec.model().facts().maskTokenId();
    return spec.textSnapshots()
        ? spec.model().codec().map(codec -> codec.decodeMasked(canvas.generation().toArray(), mask))
        : Optional.empty();
  }
}

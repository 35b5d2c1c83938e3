package io.sparsed.scheduler.generation;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import io.sparsed.scheduler.diffusion.Attention;
import io.sparsed.scheduler.diffusion.Commit;
import io.sparsed.scheduler.diffusion.Step;
import io.sparsed.scheduler.pattern.HeadPattern;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A GenerationEvent is one Accepted at first, one Progress after each step, or one Finished. */
public sealed interface GenerationEvent {

  /**
   * Reports that denoising begins.
   *
   * @param spec request with every default filled in
   */
  record Accepted(GenerationSpec spec) implements GenerationEvent {}

  /**
   * Reports that a step is done.
   *
   * @param step the step
   * @param mostSteps greatest number of steps there can be
   * @param attention attention of the step
   * @param reused true if the step computed its active rows only
   * @param promptLength number of tokens before the first generated position
   * @param commit tokens that the step committed
   * @param masked number of positions still masked
   * @param text text of the generation so far; empty if not asked for or without a tokenizer
   * @param confidences confidences of the tokens; empty if not asked for or not known
   * @param patterns patterns of the heads that were asked for, if the step took them
   * @param elapsed wall time of the step
   */
  record Progress(
      Step step,
      int mostSteps,
      Attention attention,
      boolean reused,
      int promptLength,
      Commit commit,
      int masked,
      Optional<String> text,
      ImmutableDoubleArray confidences,
      List<HeadPattern> patterns,
      Duration elapsed)
      implements GenerationEvent {}

  /**
   * Reports the answer.
   *
   * @param answer tokens and text
   * @param usage tokens, forwards and work of the generation
   * @param timings durations of its parts
   * @param history generation after every step; empty if not asked for
   */
  record Finished(Answer answer, Usage usage, Timings timings, List<ImmutableIntArray> history)
      implements GenerationEvent {}
}

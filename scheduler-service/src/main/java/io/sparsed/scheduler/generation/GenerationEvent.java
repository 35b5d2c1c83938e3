package io.sparsed.scheduler.generation;

import io.sparsed.scheduler.diffusion.Attention;
import io.sparsed.scheduler.diffusion.Commit;
import io.sparsed.scheduler.diffusion.IntSequence;
import io.sparsed.scheduler.diffusion.Step;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** An event of a generation: first one Accepted, then one Progress a step, last one Finished. */
public sealed interface GenerationEvent {

  /**
   * Tells that denoising begins.
   *
   * @param spec the request as it will be run
   */
  record Accepted(GenerationSpec spec) implements GenerationEvent {}

  /**
   * Tells that a step is done.
   *
   * @param step the step
   * @param mostSteps the most steps there can be
   * @param attention how attention ran
   * @param promptLength tokens before the first generated position
   * @param commit tokens that it committed
   * @param masked number of positions still masked
   * @param text the generation as it stands, where asked for and where there is a tokenizer
   * @param elapsed wall time of the step
   */
  record Progress(
      Step step,
      int mostSteps,
      Attention attention,
      int promptLength,
      Commit commit,
      int masked,
      Optional<String> text,
      Duration elapsed)
      implements GenerationEvent {}

  /**
   * Tells the answer.
   *
   * @param answer tokens and text
   * @param usage what it used
   * @param timings where the time went
   * @param history the generation after every step, where asked for
   */
  record Finished(Answer answer, Usage usage, Timings timings, List<IntSequence> history)
      implements GenerationEvent {}
}

package io.sparsed.scheduler.generation;

import io.sparsed.scheduler.diffusion.Attention;
import io.sparsed.scheduler.diffusion.IntSequence;
import io.sparsed.scheduler.diffusion.Proposal;
import io.sparsed.scheduler.diffusion.Step;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a generation tells while it runs: one Accepted, one Progress a step, one Finished. */
public sealed interface GenerationEvent {

  /**
   * Denoising begins.
   *
   * @param spec the request as it will be run
   */
  record Accepted(GenerationSpec spec) implements GenerationEvent {}

  /**
   * A step is done.
   *
   * @param step that was done
   * @param steps in all
   * @param attention how it ran
   * @param promptLength tokens before the first generated position
   * @param commit proposals committed, ascending by canvas position
   * @param masked positions still masked
   * @param text the generation as it stands, where asked for and where there is a tokenizer
   * @param elapsed wall time of the step
   */
  record Progress(
      Step step,
      int steps,
      Attention attention,
      int promptLength,
      List<Proposal> commit,
      int masked,
      Optional<String> text,
      Duration elapsed)
      implements GenerationEvent {}

  /**
   * The answer.
   *
   * @param answer tokens and text
   * @param usage what it used
   * @param timings where the time went
   * @param history the generation after every step, where asked for
   */
  record Finished(Answer answer, Usage usage, Timings timings, List<IntSequence> history)
      implements GenerationEvent {}
}

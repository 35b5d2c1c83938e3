package io.sparsed.client;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * An Event reports how far a generation is: one {@link Accepted}, a {@link Progress} for each step,
 * one {@link Finished}.
 */
public sealed interface Event {
  /**
   * An Accepted reports that the request is valid and that denoising begins.
   *
   * @param requestId id of the request
   * @param model id of the model
   * @param promptTokens length of the prompt in tokens
   * @param diffusion denoising options in force, with every default filled in
   * @param sparse sparse-attention options in force, with every default filled in
   */
  record Accepted(
      String requestId,
      String model,
      int promptTokens,
      DiffusionOptions diffusion,
      SparseOptions sparse)
      implements Event {}

  /**
   * A Progress reports that a step is done.
   *
   * @param step index of the step, from 0
   * @param steps the most steps there can be; a generation may end sooner, so measure its progress
   *     by {@code masked}
   * @param generationBlock LLaDA: index of the generation block, from 0
   * @param attention attention of the step
   * @param reused whether it computed few rows and reused the keys and values of the others
   * @param commits positions that got a token, ascending
   * @param masked number of generated positions that are still masked
   * @param text the generation as it stands; empty unless {@link ResponseOptions} asks for it
   * @param elapsed wall time of the step
   */
  record Progress(
      int step,
      int steps,
      int generationBlock,
      AttentionMode attention,
      boolean reused,
      List<Commit> commits,
      int masked,
      Optional<String> text,
      Duration elapsed)
      implements Event {
    public Progress {
      commits = List.copyOf(commits);
    }
  }

  /**
   * A Finished carries the answer. No event follows it.
   *
   * @param answer the finished generation
   */
  record Finished(Answer answer) implements Event {}
}

package io.sparsed.client;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What happens in a generation: {@link Accepted}, then a {@link Progress} a step, {@link Finished}.
 */
public sealed interface Event {
  /**
   * The request is valid and denoising begins.
   *
   * @param requestId id of the request
   * @param model id of the model
   * @param promptTokens length of the prompt in tokens
   * @param diffusion denoising options in force, every default filled in
   * @param sparse sparse-attention options in force, every default filled in
   */
  record Accepted(
      String requestId,
      String model,
      int promptTokens,
      DiffusionOptions diffusion,
      SparseOptions sparse)
      implements Event {}

  /**
   * A step is done.
   *
   * @param step index of the step, from 0
   * @param steps number of steps
   * @param generationBlock LLaDA: index of the generation block, from 0
   * @param attention how attention ran
   * @param commits the positions that got a token, ascending
   * @param masked positions of the generation that are still masked
   * @param text the generation as it stands, where {@link ResponseOptions} asked for it
   * @param elapsed wall time of the step
   */
  record Progress(
      int step,
      int steps,
      int generationBlock,
      AttentionMode attention,
      List<Commit> commits,
      int masked,
      Optional<String> text,
      Duration elapsed)
      implements Event {
    /** Copies the list. */
    public Progress {
      commits = List.copyOf(commits);
    }
  }

  /**
   * The answer is ready; nothing follows.
   *
   * @param answer the answer
   */
  record Finished(Answer answer) implements Event {}
}

package io.sparsed.client;

import java.util.List;

/**
 * A finished generation.
 *
 * @param text up to the first end-of-sequence token, without special tokens; empty where the model
 *     has no tokenizer
 * @param tokenIds the whole generation, also what follows the end-of-sequence token
 * @param finishReason why it ended
 * @param usage what it used
 * @param timings where the time went
 * @param history the generated part of the canvas after every step, where {@link ResponseOptions}
 *     asked for it
 */
public record Answer(
    String text,
    TokenIds tokenIds,
    FinishReason finishReason,
    Usage usage,
    Timings timings,
    List<TokenIds> history) {
  /** Copies the list. */
  public Answer {
    history = List.copyOf(history);
  }
}

package io.sparsed.client;

import java.util.List;

/**
 * An Answer holds a finished generation.
 *
 * @param text the generation up to the first end-of-sequence token, without special tokens; empty
 *     if the model has no tokenizer
 * @param tokenIds the whole generation, including the tokens after the end-of-sequence token
 * @param finishReason reason why the text ends where it does
 * @param usage tokens and steps that the generation used
 * @param timings durations of its parts
 * @param history the generated part of the canvas after every step; empty unless {@link
 *     ResponseOptions} asks for it
 */
public record Answer(
    String text,
    TokenIds tokenIds,
    FinishReason finishReason,
    Usage usage,
    Timings timings,
    List<TokenIds> history) {
  public Answer {
    history = List.copyOf(history);
  }
}

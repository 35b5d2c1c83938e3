package io.sparsed.scheduler.generation;

import com.google.common.primitives.ImmutableIntArray;
import io.sparsed.scheduler.diffusion.Canvas;
import java.util.List;

/**
 * An Answer holds the tokens of a finished generation and their text.
 *
 * @param tokens token ids of the whole generation
 * @param length number of tokens before the first end-of-sequence token
 * @param text text of those tokens, without special tokens; empty if there is no tokenizer
 * @param slots slots of the prompt as they were filled
 */
public record Answer(ImmutableIntArray tokens, int length, String text, List<FilledSlots> slots) {

  /** Returns the answer of a canvas, cut at the first end-of-sequence token. */
  static Answer of(Model model, Canvas canvas) {
    ImmutableIntArray generation = canvas.generation();
    ImmutableIntArray eos = model.facts().eosTokenIds();
    int length = (int) generation.stream().takeWhile(token -> !eos.contains(token)).count();
    String text =
        model
            .codec()
            .map(codec -> codec.decode(generation.subArray(0, length).toArray()))
            .orElse("");
    return new Answer(generation, length, text, FilledSlots.of(model, canvas));
  }

  /** Returns true if the model ended the answer with an end-of-sequence token. */
  public boolean endsWithEos() {
    return length < tokens.length();
  }
}

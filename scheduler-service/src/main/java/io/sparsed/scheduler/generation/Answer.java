package io.sparsed.scheduler.generation;

import io.sparsed.scheduler.diffusion.IntSequence;

/**
 * What a generation wrote.
 *
 * @param tokens the whole generation
 * @param length tokens before the first end-of-sequence token
 * @param text those tokens decoded without special tokens; empty without tokenizer
 */
public record Answer(IntSequence tokens, int length, String text) {

  /** Reads the answer off a generation: it ends before the first end-of-sequence token. */
  static Answer of(Model model, IntSequence generation) {
    int eos = model.facts().eosTokenId().stream().map(generation::indexOf).findFirst().orElse(-1);
    int length = eos < 0 ? generation.size() : eos;
    String text =
        model.codec().map(codec -> codec.decode(generation.first(length).toArray())).orElse("");
    return new Answer(generation, length, text);
  }

  /** Whether the model ended the answer itself. */
  public boolean endsWithEos() {
    return length < tokens.size();
  }
}

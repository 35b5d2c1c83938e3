package io.sparsed.standalone.cli;

import io.sparsed.scheduler.text.TextCodec;
import io.sparsed.standalone.local.LocalTokenizer;
import io.sparsed.standalone.prompt.Needle;
import io.sparsed.standalone.prompt.PromptLength;
import java.io.IOException;
import java.util.Optional;

/** Makes prompts of a length in tokens of the model. */
final class SyntheticPrompts {
  private static final int CHARACTERS_PER_TOKEN = 4;

  /** Seed of every prompt, so that runs can be compared. */
  private static final long SEED = 0;

  private SyntheticPrompts() {}

  static Needle make(PromptLength length, Session session, Console console) throws IOException {
    Optional<TextCodec> tokenizer =
        length.needsTokenizer() && session.checkpoint().isPresent()
            ? LocalTokenizer.open(session.checkpoint().get())
            : Optional.empty();
    if (tokenizer.isPresent()) {
      try (TextCodec codec = tokenizer.get()) {
        return length.make(text -> codec.encode(text).length, SEED);
      }
    }
    if (length.needsTokenizer()) {
      console.note(
          "--prompt %s: the model's tokenizer is not here, so a token is taken for %d characters; --model DIR makes the length exact"
              .formatted(length.flag(), CHARACTERS_PER_TOKEN));
    }
    return length.make(text -> Math.ceilDiv(text.length(), CHARACTERS_PER_TOKEN), SEED);
  }
}

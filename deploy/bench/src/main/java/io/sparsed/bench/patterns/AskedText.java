package io.sparsed.bench.patterns;

import io.sparsed.scheduler.text.ChatTemplateException;
import io.sparsed.scheduler.text.ChatTurn;
import io.sparsed.scheduler.text.TextCodec;
import io.sparsed.standalone.prompt.Needle;
import io.sparsed.standalone.prompt.PromptLength;
import java.util.List;
import java.util.Optional;

/** What the model is asked, before it is tokenized. */
sealed interface AskedText {
  /** Always the same prompt, so that runs can be compared. */
  long SEED = 0;

  /** A text that was given. */
  record Given(String text) implements AskedText {}

  /** A prompt that is made to measure. */
  record Made(PromptLength length) implements AskedText {}

  /**
   * The question as the model gets it.
   *
   * @param raw leave out the chat template
   * @throws ChatTemplateException if the template refuses it
   */
  default Question tokenize(TextCodec codec, boolean raw) throws ChatTemplateException {
    Optional<Needle> needle =
        switch (this) {
          case Given _ -> Optional.empty();
          case Made(PromptLength length) ->
              Optional.of(length.make(text -> codec.encode(text).length, SEED));
        };
    String text =
        switch (this) {
          case Given(String given) -> given;
          case Made _ -> needle.orElseThrow().text();
        };
    int[] ids =
        raw || !codec.hasChatTemplate()
            ? codec.encode(text)
            : codec.encodeChat(List.of(new ChatTurn("user", text)));
    return new Question(text, ids, needle.map(Needle::answer));
  }
}

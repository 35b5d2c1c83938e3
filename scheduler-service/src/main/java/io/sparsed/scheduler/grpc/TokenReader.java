package io.sparsed.scheduler.grpc;

import com.google.common.primitives.ImmutableIntArray;
import io.sparsed.scheduler.generation.Model;
import io.sparsed.scheduler.text.ChatTemplateException;
import io.sparsed.scheduler.text.Excerpt;
import io.sparsed.scheduler.text.TextCodec;
import io.sparsed.scheduler.text.TooManyTokensException;
import io.sparsed.scheduler.text.UntokenizableException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Reads and checks texts and token ids of one request. Not thread-safe. */
record TokenReader(Model model, Violations violations) {

  /** An Encoding turns a prompt into token ids. */
  @FunctionalInterface
  interface Encoding {
    int[] ids() throws ChatTemplateException;
  }

  /** Returns the tokens of a text; empty, and a violation, if it cannot be tokenized. */
  Optional<ImmutableIntArray> encoded(Encoding prompt, String field) {
    try {
      return tokenized(prompt.ids(), field);
    } catch (TooManyTokensException e) {
      violations.check(false, field, "Shorten the prompt or gen_length: " + e.getMessage() + ".");
    } catch (UntokenizableException e) {
      violations.check(false, field, "Send tokens: the tokenizer refuses it: " + e.getMessage());
    } catch (ChatTemplateException e) {
      violations.check(
          false, field, "Change the conversation: the chat template refuses it: " + e.getMessage());
    }
    return Optional.empty();
  }

  /** Returns the tokenizer; empty, and a violation, if the model has none. */
  Optional<TextCodec> codec(String field) {
    return violations.require(
        model.codec(), field, "Send tokens: model " + id() + " has no tokenizer.");
  }

  private Optional<ImmutableIntArray> tokenized(int[] ids, String field) {
    ImmutableIntArray prompt = ImmutableIntArray.copyOf(ids);
    violations.check(!prompt.isEmpty(), field, "Give a prompt that is not empty.");
    violations.check(
        !prompt.contains(maskToken()),
        field,
        "Remove the mask token: it marks what is to be generated.");
    violations.check(
        prompt.stream().allMatch(id -> id < vocabSize()),
        field,
        "Send tokens: the tokenizer gives an id that the model does not have.");
    return Optional.of(prompt);
  }

  /**
   * Returns token ids, valid or not.
   *
   * @param hasSlots whether mask tokens may be among them
   */
  Optional<ImmutableIntArray> tokens(List<Integer> tokens, boolean hasSlots, String field) {
    violations.check(!tokens.isEmpty(), field, "Give at least one token id.");
    ImmutableIntArray ids = ImmutableIntArray.copyOf(tokens);
    int outside =
        IntStream.range(0, ids.length())
            .filter(i -> ids.get(i) < 0 || ids.get(i) >= vocabSize())
            .findFirst()
            .orElse(-1);
    violations.check(
        outside < 0,
        field + "[" + outside + "]",
        "Give ids below " + vocabSize() + ", the vocabulary size of the model.");
    int mask = ids.indexOf(maskToken());
    violations.check(
        mask < 0 || hasSlots,
        field + "[" + mask + "]",
        "Remove the mask token %d, or set slots: it marks what is to be generated."
            .formatted(maskToken()));
    return Optional.of(ids);
  }

  private String id() {
    return Excerpt.of(model.facts().id());
  }

  private int maskToken() {
    return model.facts().maskTokenId();
  }

  private int vocabSize() {
    return model.facts().vocabSize();
  }
}

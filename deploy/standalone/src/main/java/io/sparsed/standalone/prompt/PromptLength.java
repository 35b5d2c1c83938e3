package io.sparsed.standalone.prompt;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/** The values of {@code --prompt}, spelled as in the published scripts. */
public enum PromptLength {
  /** A short sum to do, the same for every model. */
  SHORT_CONTEXT("short_context", 0),
  /** 4,096 tokens. */
  TOKENS_4K("4k", 4 << 10),
  /** 8,192 tokens. */
  TOKENS_8K("8k", 8 << 10),
  /** 16,384 tokens. */
  TOKENS_16K("16k", 16 << 10),
  /** 32,768 tokens. */
  TOKENS_32K("32k", 32 << 10),
  /** 65,536 tokens. */
  TOKENS_64K("64k", 64 << 10);

  private static final Needle SHORT =
      new Needle(
          "A baker takes 48 loaves out of the oven. She sells 17 of them before noon and 9 more in the afternoon. How many"
              + " loaves are left? Think step by step and end with the number.",
          "22");

  private final String flag;
  private final int tokens;

  PromptLength(String flag, int tokens) {
    this.flag = flag;
    this.tokens = tokens;
  }

  /**
   * Returns the length that a flag's value names.
   *
   * @throws IllegalArgumentException if there is none of that name; the message lists them
   */
  public static PromptLength parse(String flag) {
    return Arrays.stream(values())
        .filter(length -> length.flag.equals(flag.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'%s' is no prompt length, give one of %s".formatted(flag, flags())));
  }

  /** Returns the spelling, {@code 4k} for example. */
  public String flag() {
    return flag;
  }

  /** Returns whether {@link #make} counts tokens. */
  public boolean needsTokenizer() {
    return this != SHORT_CONTEXT;
  }

  /**
   * Makes a prompt of this length.
   *
   * @param countTokens counts the tokens of a text
   * @param seed the same seed gives the same prompt
   */
  public Needle make(ToIntFunction<String> countTokens, long seed) {
    return needsTokenizer() ? NeedlePrompt.synthesize(tokens, countTokens, seed) : SHORT;
  }

  private static String flags() {
    return Arrays.stream(values()).map(PromptLength::flag).collect(Collectors.joining(", "));
  }
}

package io.sparsed.client;

import io.sparsed.v1.TokenPrompt;

/** A ScorePart is a part of a text to score: context, or what is masked and scored. */
public final class ScorePart extends WireValue<io.sparsed.v1.ScorePart> {
  private ScorePart(io.sparsed.v1.ScorePart.Builder message) {
    super(message.build());
  }

  /**
   * Returns a text that stands as it is.
   *
   * @param text the text
   * @return the part
   */
  public static ScorePart text(String text) {
    return new ScorePart(io.sparsed.v1.ScorePart.newBuilder().setText(text));
  }

  /**
   * Returns tokens that stand as they are; mask tokens among them stay masks.
   *
   * @param tokenIds the tokens
   * @return the part
   */
  public static ScorePart tokens(TokenIds tokenIds) {
    return new ScorePart(
        io.sparsed.v1.ScorePart.newBuilder()
            .setTokens(Prompt.tokensWithSlots(tokenIds).message.getTokens()));
  }

  /**
   * Returns a text whose tokens are masked and scored.
   *
   * @param text the text
   * @return the part
   */
  public static ScorePart scored(String text) {
    return new ScorePart(io.sparsed.v1.ScorePart.newBuilder().setText(text).setScored(true));
  }

  /**
   * Returns tokens that are masked and scored.
   *
   * @param tokenIds the tokens
   * @return the part
   */
  public static ScorePart scored(TokenIds tokenIds) {
    TokenPrompt tokens = Prompt.tokens(tokenIds).message.getTokens();
    return new ScorePart(io.sparsed.v1.ScorePart.newBuilder().setTokens(tokens).setScored(true));
  }
}

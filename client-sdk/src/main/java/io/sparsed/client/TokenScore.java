package io.sparsed.client;

/** A TokenScore tells how probable a token is at its place. */
public final class TokenScore extends WireValue<io.sparsed.v1.TokenScore> {
  TokenScore(io.sparsed.v1.TokenScore message) {
    super(message);
  }

  /** {@return the position in the whole text, from 0} */
  public int position() {
    return message.getPosition();
  }

  /** {@return the token} */
  public int tokenId() {
    return message.getTokenId();
  }

  /** {@return its text; empty if the model has no tokenizer} */
  public String text() {
    return message.getText();
  }

  /** {@return the probability while all scored tokens are masked, in [0, 1]} */
  public double probability() {
    return message.getProbability();
  }
}

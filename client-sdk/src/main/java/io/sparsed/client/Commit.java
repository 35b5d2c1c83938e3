package io.sparsed.client;

import java.util.Objects;
import java.util.OptionalDouble;

/** A Commit is a masked position that got a token at a step. */
public final class Commit {
  private final int position;
  private final int tokenId;
  private final double confidence;

  /**
   * Creates a commit.
   *
   * @param confidence confidence of the token; NaN: not told
   */
  Commit(int position, int tokenId, double confidence) {
    this.position = position;
    this.tokenId = tokenId;
    this.confidence = confidence;
  }

  /** {@return the position, from 0 at the first generated one; of a slot, in the prompt} */
  public int position() {
    return position;
  }

  /** {@return the token of the position; the mask token leaves it masked} */
  public int tokenId() {
    return tokenId;
  }

  /**
   * {@return how sure the model was of the token, higher is surer; empty unless {@link
   * ResponseOptions} asks for it} It is the token's probability, or with unmasking {@link
   * Unmasking#TOPK_MARGIN} its lead over the second; with {@link Unmasking#ENTROPY} or {@link
   * ParallelDecoding#entropyBound} the negative entropy in nats, at most 0.
   */
  public OptionalDouble confidence() {
    return Double.isNaN(confidence) ? OptionalDouble.empty() : OptionalDouble.of(confidence);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Commit that
        && position == that.position
        && tokenId == that.tokenId
        && Double.compare(confidence, that.confidence) == 0;
  }

  @Override
  public int hashCode() {
    return Objects.hash(position, tokenId, confidence);
  }

  @Override
  public String toString() {
    return position + ":" + tokenId;
  }
}

package io.sparsed.client;

/** A Commit is a masked position that got a token at a step. */
public final class Commit {
  private final int position;
  private final int tokenId;

  Commit(int position, int tokenId) {
    this.position = position;
    this.tokenId = tokenId;
  }

  /** {@return the position, from 0 at the first generated one; of a slot, in the prompt} */
  public int position() {
    return position;
  }

  /** {@return the token of the position; the mask token leaves it masked} */
  public int tokenId() {
    return tokenId;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Commit that && position == that.position && tokenId == that.tokenId;
  }

  @Override
  public int hashCode() {
    return 31 * position + tokenId;
  }

  @Override
  public String toString() {
    return position + ":" + tokenId;
  }
}

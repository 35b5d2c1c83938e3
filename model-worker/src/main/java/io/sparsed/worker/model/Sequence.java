package io.sparsed.worker.model;

import io.sparsed.worker.attention.Attention;
import io.sparsed.worker.attention.RowRange;

/**
 * A canvas in a forward pass: it sees itself only.
 *
 * @param tokenIds its tokens, at positions from 0
 * @param wanted the rows of the hidden states that are asked for
 * @param attention how its layers attend
 */
public record Sequence(int[] tokenIds, RowRange wanted, Attention attention) {
  public Sequence {
    tokenIds = tokenIds.clone();
    if (wanted.end() > tokenIds.length) {
      throw new IllegalArgumentException(
          "rows up to %d of %d tokens".formatted(wanted.end(), tokenIds.length));
    }
  }

  @Override
  public int[] tokenIds() {
    return tokenIds.clone();
  }

  /** Its tokens. */
  int length() {
    return tokenIds.length;
  }
}

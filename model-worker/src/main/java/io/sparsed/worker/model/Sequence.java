package io.sparsed.worker.model;

import io.sparsed.worker.attention.Attention;
import io.sparsed.worker.attention.RowRange;

/**
 * A Sequence is one canvas in a forward pass. It attends to itself only.
 *
 * @param tokenIds tokens at the positions from 0 on; owned by the forward, which nobody changes
 * @param wanted rows of the hidden states that are asked for
 * @param attention how the layers attend
 * @param branch branch of the pattern: index of the canvas within its forward
 */
public record Sequence(int[] tokenIds, RowRange wanted, Attention attention, int branch) {
  public Sequence {
    if (wanted.end() > tokenIds.length) {
      throw new IllegalArgumentException(
          "rows up to %d of %d tokens".formatted(wanted.end(), tokenIds.length));
    }
  }

  /** Returns the number of tokens. */
  int length() {
    return tokenIds.length;
  }
}

package io.sparsed.worker.model;

import io.sparsed.worker.attention.Attention;
import io.sparsed.worker.attention.KeyValues;
import io.sparsed.worker.attention.RowRange;

/**
 * A Sequence is one canvas in a forward pass, or the active rows of one. It attends to itself only.
 *
 * @param tokenIds tokens of the rows that are computed; owned by the forward, which nobody changes
 * @param computed canvas rows that are computed, one for each token
 * @param wanted rows of the hidden states that are asked for, in the canvas; all those that are
 *     computed where keys and values are reused
 * @param attention how the layers attend
 * @param branch branch of the pattern: index of the canvas within its forward
 * @param keyValues where keys and values come from
 */
public record Sequence(
    int[] tokenIds,
    RowRange computed,
    RowRange wanted,
    Attention attention,
    int branch,
    KeyValues keyValues) {
  public Sequence {
    if (wanted.first() < computed.first()
        || wanted.end() > computed.end()
        || computed.count() != tokenIds.length) {
      throw new IllegalArgumentException(
          "rows %s of %s with %d tokens".formatted(wanted, computed, tokenIds.length));
    }
  }
}

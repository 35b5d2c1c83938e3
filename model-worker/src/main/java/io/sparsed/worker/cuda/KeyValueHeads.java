package io.sparsed.worker.cuda;

import java.util.Optional;

/**
 * The KeyValueHeads are the keys and values of every token of a sequence, in bf16 or in fp8.
 *
 * @param keys all keys
 * @param values all values
 * @param factors the factors of their rows, where they are in fp8: an element is one byte then
 */
public record KeyValueHeads(Heads keys, Heads values, Optional<RowFactors> factors) {
  /** Makes keys and values in bf16. */
  public KeyValueHeads(Heads keys, Heads values) {
    this(keys, values, Optional.empty());
  }
}

package io.sparsed.worker.cuda;

import java.util.Optional;

/**
 * The FewRows are query rows of a sequence, few enough that its keys are split over the GPU; {@code
 * sparsed_few_rows} of the header.
 *
 * @param query queries, from the first row on
 * @param keyValues all keys and values of the sequence
 * @param output where the rows are written
 * @param replacement the rows' own keys and values, in bf16, where they replace old ones first
 * @param pattern the key blocks that are kept
 * @param rows number of query rows
 * @param keys number of keys
 */
public record FewRows(
    Heads query,
    KeyValueHeads keyValues,
    Heads output,
    Optional<Replacement> replacement,
    PatternRows pattern,
    int rows,
    int keys) {

  /**
   * Keys and values that replace old ones.
   *
   * @param firstKey index of the first key that is replaced
   */
  public record Replacement(Heads key, Heads value, int firstKey) {}

  /**
   * The part of a pattern for some query rows.
   *
   * @param address address of the first word of the first row's query block in the first head; 0
   *     keeps every key block
   * @param wordsPerHead words from a head to the next
   * @param blockSize tokens of a block
   * @param skippedRows rows of the first query block before the first query row
   */
  public record PatternRows(long address, long wordsPerHead, int blockSize, int skippedRows) {}
}

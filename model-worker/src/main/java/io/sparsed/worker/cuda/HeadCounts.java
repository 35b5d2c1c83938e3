package io.sparsed.worker.cuda;

/**
 * The numbers of heads of a layer, and their size.
 *
 * @param heads number of query heads
 * @param kvHeads number of key/value heads
 * @param headDim elements of a head
 */
public record HeadCounts(int heads, int kvHeads, int headDim) {
  /** Returns the factor of the scores, 1/sqrt(headDim). */
  float scale() {
    return (float) (1 / Math.sqrt(headDim));
  }
}

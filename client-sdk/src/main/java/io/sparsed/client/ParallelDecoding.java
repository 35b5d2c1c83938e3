package io.sparsed.client;

/**
 * A ParallelDecoding lets a step commit as many tokens as their confidences allow. The number of
 * steps is then the most there can be. The server checks the ranges.
 */
public sealed interface ParallelDecoding {
  /**
   * Commits the most probable candidate, and every other that is as probable as a threshold.
   *
   * @param probability least probability, 0 or more
   */
  record Threshold(double probability) implements ParallelDecoding {}

  /**
   * Commits the n-th most probable candidate while its probability is at least 1 - factor / (n +
   * 1).
   *
   * @param factor share that the probabilities may miss, above 0
   */
  record Factor(double factor) implements ParallelDecoding {}

  /**
   * Commits the candidates with the lowest entropies, whose sum without the highest stays within a
   * bound.
   *
   * @param nats bound in nats, 0 or more
   */
  record EntropyBound(double nats) implements ParallelDecoding {}
}

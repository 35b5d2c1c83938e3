package io.sparsed.client;

import java.util.OptionalDouble;

/**
 * A ParallelDecoding lets a step commit as many tokens as their confidences allow. The number of
 * steps is then the most there can be. The server checks the ranges.
 */
public final class ParallelDecoding extends WireValue<io.sparsed.v1.ParallelDecoding> {
  ParallelDecoding(io.sparsed.v1.ParallelDecoding message) {
    super(message);
  }

  /**
   * Returns the rule that commits the most probable candidate, and every other that is as probable
   * as a threshold.
   *
   * @param probability least probability, 0 or more
   * @return the rule
   */
  public static ParallelDecoding threshold(double probability) {
    return new ParallelDecoding(
        io.sparsed.v1.ParallelDecoding.newBuilder().setThreshold(probability).build());
  }

  /**
   * Returns the rule that commits the n-th most probable candidate while its probability is at
   * least 1 - factor / (n + 1).
   *
   * @param factor share that the probabilities may miss, above 0
   * @return the rule
   */
  public static ParallelDecoding factor(double factor) {
    return new ParallelDecoding(
        io.sparsed.v1.ParallelDecoding.newBuilder().setFactor(factor).build());
  }

  /**
   * Returns the rule that commits the candidates with the lowest entropies, whose sum without the
   * highest stays within a bound.
   *
   * @param nats bound in nats, 0 or more
   * @return the rule
   */
  public static ParallelDecoding entropyBound(double nats) {
    return new ParallelDecoding(
        io.sparsed.v1.ParallelDecoding.newBuilder().setEntropyBound(nats).build());
  }

  /**
   * Returns the rule that commits the candidate with the lowest entropy, and every other whose
   * entropy is within a threshold.
   *
   * @param nats highest entropy in nats, 0 or more
   * @return the rule
   */
  public static ParallelDecoding entropyThreshold(double nats) {
    return new ParallelDecoding(
        io.sparsed.v1.ParallelDecoding.newBuilder().setEntropyThreshold(nats).build());
  }

  /** {@return the least probability; empty if this is another rule} */
  public OptionalDouble threshold() {
    return optional(message.hasThreshold(), message.getThreshold());
  }

  /** {@return the share that the probabilities may miss; empty if this is another rule} */
  public OptionalDouble factor() {
    return optional(message.hasFactor(), message.getFactor());
  }

  /** {@return the bound of the entropies in nats; empty if this is another rule} */
  public OptionalDouble entropyBound() {
    return optional(message.hasEntropyBound(), message.getEntropyBound());
  }

  /** {@return the highest entropy in nats; empty if this is another rule} */
  public OptionalDouble entropyThreshold() {
    return optional(message.hasEntropyThreshold(), message.getEntropyThreshold());
  }
}

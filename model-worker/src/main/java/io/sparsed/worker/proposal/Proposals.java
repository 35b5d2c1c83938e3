package io.sparsed.worker.proposal;

import java.util.Arrays;

/**
 * What a forward proposes, in the order of the asked positions.
 *
 * @param tokens token ids
 * @param confidences of each
 * @param logits [positions, vocabulary] where they were asked for, else empty
 */
public record Proposals(int[] tokens, double[] confidences, float[] logits) {
  /** Some of the positions, one after another. */
  Proposals part(int from, int count) {
    if (count == tokens.length) {
      return this;
    }
    int width = logits.length / tokens.length;
    return new Proposals(
        Arrays.copyOfRange(tokens, from, from + count),
        Arrays.copyOfRange(confidences, from, from + count),
        Arrays.copyOfRange(logits, from * width, (from + count) * width));
  }
}

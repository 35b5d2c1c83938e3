package io.sparsed.worker.proposal;

import java.util.Arrays;

/**
 * The Proposals of a forward are a token and its confidence for each position asked for, in their
 * order.
 *
 * @param tokens token ids [positions]
 * @param confidences confidences [positions]
 * @param logits [positions, vocabulary] where they were asked for, else empty
 */
public record Proposals(int[] tokens, double[] confidences, float[] logits) {
  /** Returns the proposals of consecutive positions. */
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

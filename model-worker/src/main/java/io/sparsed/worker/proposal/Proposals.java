package io.sparsed.worker.proposal;

/**
 * What a forward proposes, in the order of the asked positions.
 *
 * @param tokens token ids
 * @param confidences of each
 * @param logits [positions, vocabulary] where they were asked for, else empty
 */
public record Proposals(int[] tokens, double[] confidences, float[] logits) {}

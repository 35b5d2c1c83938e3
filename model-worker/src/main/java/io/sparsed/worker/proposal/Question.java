package io.sparsed.worker.proposal;

import io.sparsed.worker.attention.RowRange;
import java.util.Arrays;

/**
 * What a forward asks of the hidden states of its pass.
 *
 * @param rows of each of its canvases, as {@link Proposer#rows} names them
 * @param firstRow where these begin among the hidden states, the rows of one canvas after another
 * @param step index of the denoising step, part of the noise's key
 * @param cfgScale above 0: there are two canvases, the second unconditional
 */
public record Question(
    ProposalSpec wanted, RowRange rows, int firstRow, int step, double cfgScale) {
  /** How its tokens are drawn. */
  Manner manner() {
    return new Manner(wanted.sampling(), wanted.confidence(), cfgScale, wanted.withLogits());
  }

  /** Positions asked for. */
  int count() {
    return wanted.positions().length;
  }

  /** The hidden state that predicts each position, in a canvas. */
  long[] hiddenRows(int canvas) {
    long first = firstRow + (long) canvas * rows.count() - rows.first();
    return Arrays.stream(wanted.positions())
        .mapToLong(position -> first + wanted.predictionRow().of(position))
        .toArray();
  }

  /** The key of the sampling noise of each position. */
  long[] noiseKeys() {
    return Arrays.stream(wanted.positions())
        .mapToLong(position -> NoiseKey.of(wanted.seed(), step, position))
        .toArray();
  }
}

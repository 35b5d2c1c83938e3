package io.sparsed.worker.proposal;

import io.sparsed.worker.attention.RowRange;

/**
 * A ProposalRequest says which positions of a canvas a forward proposes tokens for, and how.
 *
 * @param positions canvas positions, ascending; owned by the request, which nobody changes
 * @param rows rows of each canvas whose hidden states are computed; they hold those that predict
 * @param predictionRow row of the hidden states that predicts a position
 * @param settings how tokens are sampled
 * @param seed seed of the sampling noise
 * @param step index of the denoising step, part of the noise's key
 */
public record ProposalRequest(
    int[] positions,
    RowRange rows,
    PredictionRow predictionRow,
    SamplingSettings settings,
    long seed,
    int step) {
  /**
   * Makes a request whose rows are the fewest that hold those from which positions are predicted.
   */
  public ProposalRequest(
      int[] positions,
      PredictionRow predictionRow,
      SamplingSettings settings,
      long seed,
      int step) {
    this(positions, covering(positions, predictionRow), predictionRow, settings, seed, step);
  }

  /** Returns the number of positions. */
  int count() {
    return positions.length;
  }

  /** Returns the key of a position's sampling noise, or the token that is given for it. */
  long noiseKey(int index) {
    return settings.sampling() instanceof Sampling.Given(int[] tokens)
        ? tokens[index]
        : NoiseKey.of(seed, step, positions[index]);
  }

  private static RowRange covering(int[] positions, PredictionRow predictionRow) {
    return positions.length == 0
        ? RowRange.covering(0, 0)
        : RowRange.covering(
            predictionRow.rowOf(positions[0]),
            predictionRow.rowOf(positions[positions.length - 1]));
  }

  /** Returns the rows of the hidden states that are kept for this request, in all its canvases. */
  int hiddenRows() {
    return settings.canvases() * rows.count();
  }
}

package io.sparsed.worker.proposal;

/**
 * What to propose in a forward.
 *
 * @param positions canvas positions, distinct
 * @param predictionRow row of the hidden states that predicts a position
 * @param seed of the sampling noise
 * @param withLogits return the logits too
 */
public record ProposalSpec(
    int[] positions,
    PredictionRow predictionRow,
    Confidence confidence,
    Sampling sampling,
    long seed,
    boolean withLogits) {
  public ProposalSpec {
    positions = positions.clone();
  }

  @Override
  public int[] positions() {
    return positions.clone();
  }
}

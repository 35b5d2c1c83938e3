package io.sparsed.worker.model;

import java.util.OptionalInt;

/**
 * The dimensions and constants of a model, from its {@code config.json}.
 *
 * @param architecture published code that the transformer follows
 * @param hidden width of the residual stream
 * @param intermediate width of the MLP
 * @param layers transformer layers
 * @param heads query heads
 * @param kvHeads key/value heads; divides {@code heads}
 * @param headDim dimensions of a head, even
 * @param vocabulary rows of the embedding table
 * @param qkvBias the q, k and v projections have a bias
 * @param tiedHead the language-model head is the embedding table
 * @param contextLength canvas length the model was trained for, tokens
 * @param maskToken the token of a position that is not denoised yet
 * @param eosToken end of sequence, where the checkpoint names one
 * @param bosToken beginning of sequence, where the checkpoint names one
 * @param padToken padding, where the checkpoint names one
 */
public record ModelSpec(
    Architecture architecture,
    int hidden,
    int intermediate,
    int layers,
    int heads,
    int kvHeads,
    int headDim,
    int vocabulary,
    double ropeTheta,
    double normEps,
    boolean qkvBias,
    boolean tiedHead,
    int contextLength,
    int maskToken,
    OptionalInt eosToken,
    OptionalInt bosToken,
    OptionalInt padToken) {
  public ModelSpec {
    if (heads < 1 || kvHeads < 1 || heads % kvHeads != 0) {
      throw new IllegalArgumentException(
          "heads must be a multiple of key/value heads, found " + heads + " and " + kvHeads);
    }
    if (headDim < 2 || headDim % 2 != 0) {
      throw new IllegalArgumentException("head_dim must be even, found " + headDim);
    }
    if (maskToken < 0 || maskToken >= vocabulary) {
      throw new IllegalArgumentException(
          "mask_token_id " + maskToken + " is not a token of a vocabulary of " + vocabulary);
    }
  }

  /** Returns the operations of the matrix products of all layers for a token: two a weight. */
  public double flopsPerToken() {
    double queryWidth = (double) heads * headDim;
    double keyWidth = (double) kvHeads * headDim;
    return 2.0 * layers * hidden * (2 * queryWidth + 2 * keyWidth + 3.0 * intermediate);
  }

  /** Returns the operations of attention in all layers for a query and a key. */
  public double flopsPerTokenPair() {
    return 4.0 * layers * heads * headDim;
  }
}

package io.sparsed.worker.model;

import java.util.List;
import java.util.OptionalInt;

/**
 * A ModelSpec holds the dimensions and constants of a model, as its {@code config.json} gives them.
 *
 * @param architecture published transformer
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
 * @param eosTokens ends of sequence that the checkpoint names
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
    OptionalInt maskToken,
    List<Integer> eosTokens,
    OptionalInt bosToken,
    OptionalInt padToken) {
  public ModelSpec {
    eosTokens = List.copyOf(eosTokens);
    if (heads < 1 || kvHeads < 1 || heads % kvHeads != 0) {
      throw new IllegalArgumentException(
          "heads must be a multiple of key/value heads, found " + heads + " and " + kvHeads);
    }
    if (headDim < 2 || headDim % 2 != 0) {
      throw new IllegalArgumentException("head_dim must be even, found " + headDim);
    }
    maskToken.ifPresent(token -> requireToken("mask_token_id", token, vocabulary));
    eosTokens.forEach(token -> requireToken("eos_token_id", token, vocabulary));
  }

  private static void requireToken(String field, int token, int vocabulary) {
    if (token >= vocabulary) {
      throw new IllegalArgumentException(
          "%s: %d is not a token of a vocabulary of %d".formatted(field, token, vocabulary));
    }
  }

  /** Returns the elements of one layer's matrices: projections and feed-forward. */
  public long layerMatrixElements() {
    long queryWidth = (long) heads * headDim;
    long keyWidth = (long) kvHeads * headDim;
    return hidden * (2 * queryWidth + 2 * keyWidth + 3L * intermediate);
  }

  /**
   * Returns the floating-point operations of a token in the matrix products of all layers, as
   * {@code DescribeResponse.flops_per_token} defines them.
   */
  public double flopsPerToken() {
    return 2.0 * layers * layerMatrixElements();
  }

  /**
   * Returns the floating-point operations of a pair of a query and a key in all layers, as {@code
   * DescribeResponse.flops_per_token_pair} defines them.
   */
  public double flopsPerTokenPair() {
    return 4.0 * layers * heads * headDim;
  }
}

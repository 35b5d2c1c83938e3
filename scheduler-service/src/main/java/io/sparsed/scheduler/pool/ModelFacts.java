package io.sparsed.scheduler.pool;

import io.sparsed.scheduler.diffusion.DenoisingRule;
import io.sparsed.scheduler.pattern.PatternShape;
import java.util.OptionalInt;

/**
 * The facts of a model on which all of its workers agree.
 *
 * @param id id under which the model is served
 * @param fingerprint digest of the checkpoint, equal on every worker that loaded the same one
 * @param denoising rule by which the model is denoised
 * @param layers transformer layers
 * @param heads query heads of a layer
 * @param headDim dimensions of a head
 * @param flopsPerToken operations of the matrix products of all layers for a token, above 0
 * @param flopsPerTokenPair operations of attention in all layers for a query and a key, above 0
 * @param vocabSize number of token ids
 * @param contextLength canvas length the model was trained for, tokens
 * @param maskTokenId the mask token
 * @param eosTokenId the end-of-sequence token, where the checkpoint names one
 * @param hasTokenizer whether the checkpoint brings tokenizer files
 */
public record ModelFacts(
    String id,
    String fingerprint,
    DenoisingRule denoising,
    int layers,
    int heads,
    int headDim,
    double flopsPerToken,
    double flopsPerTokenPair,
    int vocabSize,
    int contextLength,
    int maskTokenId,
    OptionalInt eosTokenId,
    boolean hasTokenizer) {

  /** Throws if no request could be served by such a model. */
  public ModelFacts {
    if (id.isEmpty()
        || layers < 1
        || heads < 1
        || headDim < 1
        || !(flopsPerToken > 0 && flopsPerToken < Double.POSITIVE_INFINITY)
        || !(flopsPerTokenPair > 0 && flopsPerTokenPair < Double.POSITIVE_INFINITY)
        || vocabSize < 1
        || contextLength < 1) {
      throw new IllegalArgumentException("an incomplete model description: " + id);
    }
  }

  /** Returns the shape of a pattern of this model. */
  public PatternShape patternShape(int canvases, int blockSize, int canvasLength) {
    return new PatternShape(canvases, layers, heads, blockSize, canvasLength);
  }
}

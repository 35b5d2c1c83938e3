package io.sparsed.scheduler.pool;

import java.util.OptionalInt;

/**
 * What every worker of a model agrees on.
 *
 * @param id under which the model is served
 * @param fingerprint equal on every worker that loaded the same checkpoint
 * @param family the denoising rule
 * @param layers transformer layers
 * @param heads query heads of a layer
 * @param headDim dimensions of a head
 * @param vocabSize number of token ids
 * @param contextLength canvas length the model was trained for, tokens
 * @param maskTokenId the mask token
 * @param eosTokenId the end-of-sequence token, where the checkpoint names one
 * @param hasTokenizer whether the checkpoint brings tokenizer files
 */
public record ModelFacts(
    String id,
    String fingerprint,
    ModelFamily family,
    int layers,
    int heads,
    int headDim,
    int vocabSize,
    int contextLength,
    int maskTokenId,
    OptionalInt eosTokenId,
    boolean hasTokenizer) {

  /** Refuses a description that no request could be served by. */
  public ModelFacts {
    if (id.isEmpty()
        || layers < 1
        || heads < 1
        || headDim < 1
        || vocabSize < 1
        || contextLength < 1) {
      throw new IllegalArgumentException("an incomplete model description: " + id);
    }
  }
}

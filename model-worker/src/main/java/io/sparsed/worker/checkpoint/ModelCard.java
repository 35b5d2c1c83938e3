package io.sparsed.worker.checkpoint;

import io.sparsed.worker.model.ModelSpec;

/**
 * What a worker tells others of the model that it serves.
 *
 * @param fingerprint equal for equal checkpoints, wherever they lie
 * @param parameters number of weights
 */
public record ModelCard(
    ModelSpec spec, String fingerprint, TokenizerFiles tokenizer, long parameters) {
  /** The same weights computed with otherwise: what they give must not be mixed. */
  public ModelCard variant(String name) {
    return new ModelCard(spec, fingerprint + "-" + name, tokenizer, parameters);
  }
}

package io.sparsed.worker.checkpoint;

import io.sparsed.worker.model.ModelSpec;

/**
 * What a worker tells others of the model that it serves.
 *
 * @param fingerprint equal for equal checkpoints, wherever they lie
 * @param weightBytes bytes of weights on the device
 */
public record ModelCard(
    ModelSpec spec, String fingerprint, TokenizerFiles tokenizer, long weightBytes) {
  /**
   * The same model with the matrices of its layers in fp8: what it gives must not be mixed with
   * what the others give.
   */
  public ModelCard inFp8() {
    long queries = (long) spec.heads() * spec.headDim();
    long keys = (long) spec.kvHeads() * spec.headDim();
    long ofLayer = spec.hidden() * (2 * queries + 2 * keys + 3L * spec.intermediate());
    // one byte an element instead of bf16's two
    return new ModelCard(
        spec, fingerprint + "-fp8", tokenizer, weightBytes - spec.layers() * ofLayer);
  }
}

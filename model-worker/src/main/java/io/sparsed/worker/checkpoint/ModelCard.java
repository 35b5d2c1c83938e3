package io.sparsed.worker.checkpoint;

import io.sparsed.worker.model.ModelSpec;

/**
 * Describes the model that a worker serves to the other processes.
 *
 * @param fingerprint digest that is equal for equal checkpoints, wherever they lie
 * @param defaults options of generation that the checkpoint publishes
 * @param weightBytes bytes of weights on the device
 */
public record ModelCard(
    ModelSpec spec,
    String fingerprint,
    TokenizerFiles tokenizer,
    GenerationDefaults defaults,
    long weightBytes) {
  /**
   * Returns the same model as it multiplies in fp8. Each precision has a fingerprint of its own,
   * because a request must not mix proposals of two.
   *
   * @param linearLayers whether linear layers do; their matrices are in fp8 then
   * @param attention whether attention does
   */
  public ModelCard inFp8(boolean linearLayers, boolean attention) {
    // An element of a matrix takes one byte instead of the two of bf16.
    return new ModelCard(
        spec,
        fingerprint + (linearLayers ? "-fp8-linear" : "") + (attention ? "-fp8-attention" : ""),
        tokenizer,
        defaults,
        weightBytes - (linearLayers ? spec.matrixElements() : 0));
  }
}

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
   * Returns the same model with the matrices of its layers in fp8. It has a fingerprint of its own,
   * because a request must not mix proposals of both.
   */
  public ModelCard inFp8() {
    // An element takes one byte instead of the two of bf16.
    return new ModelCard(
        spec, fingerprint + "-fp8", tokenizer, defaults, weightBytes - spec.matrixElements());
  }
}

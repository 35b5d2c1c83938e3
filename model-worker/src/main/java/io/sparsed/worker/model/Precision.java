package io.sparsed.worker.model;

/** The Precision with which linear layers are asked to multiply. */
public enum Precision {
  /** Products in the type that the model computes in. */
  FULL,
  /**
   * Products in fp8 (e4m3) with a factor for each row of weights and of activations, summed in
   * fp32: faster, half the memory, a little less exact. Only on Hopper, and in bf16.
   */
  FP8
}

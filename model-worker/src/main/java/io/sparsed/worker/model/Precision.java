package io.sparsed.worker.model;

/** How precisely linear layers multiply. */
public enum Precision {
  /** In the type that the model computes in. */
  FULL,
  /**
   * In fp8 (e4m3) with a factor for each row of weights and of activations, summed in fp32: faster,
   * half the memory, a little less exact. Only on Hopper, and in bf16.
   */
  FP8
}

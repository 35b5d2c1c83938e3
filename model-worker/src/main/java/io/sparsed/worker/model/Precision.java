package io.sparsed.worker.model;

import java.util.Locale;

/**
 * The Precision with which a model is asked to multiply. Products in fp8 (e4m3) are summed in fp32:
 * they are faster and a little less exact, and need Hopper and a model in bf16.
 */
public enum Precision {
  /** Products in the type that the model computes in. */
  FULL,
  /**
   * Linear layers in fp8, with a factor for each row of weights and of activations, in half the
   * memory; attention as in {@link #FULL}.
   */
  FP8_LINEAR,
  /**
   * Linear layers in fp8, and attention of many rows with a factor for each head. Keys and values
   * for reuse are kept in fp8, with a factor for each row of a head.
   */
  FP8;

  /** Returns the name on the command line, {@code fp8-linear} for example. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

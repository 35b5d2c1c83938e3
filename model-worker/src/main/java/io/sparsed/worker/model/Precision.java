package io.sparsed.worker.model;

import java.util.Locale;

/** How precisely linear layers multiply. */
public enum Precision {
  /** In the type that the model computes in. */
  FULL,
  /**
   * In fp8 (e4m3) with a factor for each row of weights and of activations, summed in fp32: faster,
   * half the memory, a little less exact. Only on Hopper, and in bf16.
   */
  FP8;

  /**
   * Reads a name as people type it.
   *
   * @param name {@code full} or {@code fp8}, in any case
   * @throws IllegalArgumentException for any other name
   */
  public static Precision parse(String name) {
    try {
      return valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("precision " + name + ": expected full or fp8", e);
    }
  }
}

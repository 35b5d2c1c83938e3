package io.sparsed.worker;

import io.sparsed.worker.tensor.ElementType;
import java.util.Locale;

/** The type of weights and activations that an operator asks for. */
public enum ComputeType {
  /** The type of the checkpoint on a GPU, float32 on a CPU. */
  AUTO,
  FLOAT32,
  BFLOAT16,
  FLOAT16;

  /**
   * Reads a name as people type it.
   *
   * @param name {@code auto}, {@code float32}, {@code bfloat16} or {@code float16}, in any case
   * @throws IllegalArgumentException for any other name
   */
  public static ComputeType parse(String name) {
    try {
      return valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "compute type " + name + ": expected auto, float32, bfloat16 or float16", e);
    }
  }

  ElementType resolve(boolean gpu, ElementType stored) {
    return switch (this) {
      case AUTO -> gpu ? stored : ElementType.FLOAT32;
      case FLOAT32 -> ElementType.FLOAT32;
      case BFLOAT16 -> ElementType.BFLOAT16;
      case FLOAT16 -> ElementType.FLOAT16;
    };
  }
}

package io.sparsed.worker;

import io.sparsed.worker.tensor.ElementType;

/** A ComputeType is the type of weights and activations that an operator asks for. */
public enum ComputeType {
  /** The type of the checkpoint on a GPU, float32 on a CPU. */
  AUTO,
  FLOAT32,
  BFLOAT16,
  FLOAT16;

  ElementType resolve(boolean gpu, ElementType stored) {
    return switch (this) {
      case AUTO -> gpu ? stored : ElementType.FLOAT32;
      case FLOAT32 -> ElementType.FLOAT32;
      case BFLOAT16 -> ElementType.BFLOAT16;
      case FLOAT16 -> ElementType.FLOAT16;
    };
  }
}

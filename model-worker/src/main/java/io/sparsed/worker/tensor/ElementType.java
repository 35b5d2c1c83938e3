package io.sparsed.worker.tensor;

import java.util.Arrays;

/**
 * An ElementType is the type of the elements of a weight or an activation, with its code in
 * libtorch.
 */
public enum ElementType {
  FLOAT32("F32", "float32", 6, 4),
  FLOAT16("F16", "float16", 5, 2),
  BFLOAT16("BF16", "bfloat16", 15, 2);

  private final String safetensorsName;
  private final String displayName;
  private final int torchCode;
  private final int bytes;

  ElementType(String safetensorsName, String displayName, int torchCode, int bytes) {
    this.safetensorsName = safetensorsName;
    this.displayName = displayName;
    this.torchCode = torchCode;
    this.bytes = bytes;
  }

  /** Returns the name in a safetensors header. */
  public String safetensorsName() {
    return safetensorsName;
  }

  /** Returns the name that people and {@code config.json} use. */
  public String displayName() {
    return displayName;
  }

  /** Returns the number of libtorch's {@code ScalarType}. */
  public int torchCode() {
    return torchCode;
  }

  /**
   * Returns the type of a number of libtorch's {@code ScalarType}.
   *
   * @throws IllegalArgumentException if it is none of these types
   */
  static ElementType ofTorchCode(int torchCode) {
    return Arrays.stream(values())
        .filter(type -> type.torchCode == torchCode)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("torch type " + torchCode));
  }

  /** Returns the size of one element in bytes. */
  public int bytes() {
    return bytes;
  }
}

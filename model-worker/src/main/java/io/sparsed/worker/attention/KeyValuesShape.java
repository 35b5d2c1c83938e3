package io.sparsed.worker.attention;

import io.sparsed.worker.tensor.ElementType;

/**
 * A KeyValuesShape holds the sizes of the keys and values of a model.
 *
 * @param layers transformer layers
 * @param kvHeads key/value heads of a layer
 * @param headDim dimensions of a head
 * @param type type that the model computes in
 * @param isInFp8 whether they are kept in fp8, with a factor in fp32 for each row of a head, or in
 *     that type
 */
public record KeyValuesShape(
    int layers, int kvHeads, int headDim, ElementType type, boolean isInFp8) {
  /** Makes the shape of keys and values that are kept in the type that the model computes in. */
  public KeyValuesShape(int layers, int kvHeads, int headDim, ElementType type) {
    this(layers, kvHeads, headDim, type, false);
  }

  /** Returns the same shape, kept in fp8. */
  KeyValuesShape inFp8() {
    return new KeyValuesShape(layers, kvHeads, headDim, type, true);
  }

  /** Returns the bytes of the keys and values of a token. */
  public long bytesPerToken() {
    return 2L * layers * kvHeads * (isInFp8 ? headDim + Float.BYTES : headDim * type.bytes());
  }
}

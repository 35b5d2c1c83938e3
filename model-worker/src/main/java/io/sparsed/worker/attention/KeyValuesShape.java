package io.sparsed.worker.attention;

import io.sparsed.worker.tensor.ElementType;

/**
 * A KeyValuesShape holds the sizes of the keys and values of a model.
 *
 * @param layers transformer layers
 * @param kvHeads key/value heads of a layer
 * @param headDim dimensions of a head
 * @param type type of an element
 */
public record KeyValuesShape(int layers, int kvHeads, int headDim, ElementType type) {
  /** Returns the bytes of the keys and values of a token. */
  public long bytesPerToken() {
    return 2L * layers * kvHeads * headDim * type.bytes();
  }
}

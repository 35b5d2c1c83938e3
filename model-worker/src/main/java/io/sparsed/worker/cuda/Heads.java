package io.sparsed.worker.cuda;

/**
 * A bf16 tensor [heads, tokens, headDim] in a GPU's memory, seen through its strides in elements;
 * {@code sparsed_heads} of the header.
 */
public record Heads(long address, long tokenStride, long headStride) {
  private static final int BYTES = 2;

  /** The same from a later token on. */
  public Heads from(long token) {
    return new Heads(address + token * tokenStride * BYTES, tokenStride, headStride);
  }
}

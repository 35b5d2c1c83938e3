package io.sparsed.worker.cuda;

/**
 * A bf16 tensor [heads, tokens, headDim] in a GPU's memory; {@code sparsed_heads} of the header.
 *
 * @param address address of the first element
 * @param tokenStride elements from one token to the next
 * @param headStride elements from one head to the next
 */
public record Heads(long address, long tokenStride, long headStride) {
  private static final int BYTES = 2;

  /** Returns the tensor without its first tokens. */
  public Heads from(long token) {
    return new Heads(address + token * tokenStride * BYTES, tokenStride, headStride);
  }
}

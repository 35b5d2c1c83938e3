package io.sparsed.client;

/** How attention ran at a step. */
public enum AttentionMode {
  /** A mode that this client does not know. */
  UNKNOWN,
  /** Every query attended to every key. */
  DENSE,
  /** Dense, and the sparse pattern was taken from this step. */
  DENSE_AND_SELECT,
  /** Only the key blocks of the pattern. */
  SPARSE
}

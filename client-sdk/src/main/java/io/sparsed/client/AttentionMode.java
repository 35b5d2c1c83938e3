package io.sparsed.client;

/** An AttentionMode tells how attention ran at a step. */
public enum AttentionMode {
  /** A mode of a newer server, which this client does not know. */
  UNKNOWN,
  /** Every query attended to every key. */
  DENSE,
  /** Every query attended to every key, and the sparse pattern was taken from this step. */
  DENSE_AND_SELECT,
  /** Each query attended to the key blocks that the pattern keeps for it. */
  SPARSE
}

package io.sparsed.worker.timing;

/** What a forward spends its time on. */
public enum Part {
  /** Matrix products of the layers; without CUDA kernels also what is between them. */
  LINEAR,
  /** Attention, dense or block-sparse. */
  ATTENTION,
  /** The choice of a pattern. */
  SELECTION,
  /** Norms, rotation, activation, embedding. */
  GLUE,
  /** The language-model head and the proposals. */
  PROPOSALS,
  /** Tokens and rows to the device, proposals and patterns back, and what the host does then. */
  TRANSFERS
}

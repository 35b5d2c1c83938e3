package io.sparsed.worker.timing;

/** A Part of a forward is work whose time is measured by itself. */
public enum Part {
  /** Matrix products of the layers; without CUDA kernels also the work between them. */
  LINEAR,
  /** Attention, dense or block-sparse. */
  ATTENTION,
  /** The selection of a pattern. */
  SELECTION,
  /** Work that only reads and writes memory: norms, rotation, activation, embedding. */
  ELEMENTWISE,
  /** The layers of a reuse step that a GPU runs as CUDA graphs, with the exchanges between them. */
  RECORDED,
  /** The language-model head and the proposals. */
  PROPOSALS,
  /**
   * Copies of tokens, rows, proposals and patterns, exchanges between devices, and the host's work
   * on what it received.
   */
  TRANSFERS
}

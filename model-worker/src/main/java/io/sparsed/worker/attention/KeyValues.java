package io.sparsed.worker.attention;

/** A KeyValues says where the keys and values of a canvas come from, and whether they are kept. */
public sealed interface KeyValues {
  /** Keys and values of the pass, which end with it. */
  record OfPass() implements KeyValues {}

  /**
   * Keys and values of the pass, which are kept.
   *
   * @param kept where they are written
   */
  record Keep(KeptKeyValues kept) implements KeyValues {}

  /**
   * Keys and values that were kept; those of the active rows come from the pass.
   *
   * @param kept where they are
   */
  record Reuse(KeptKeyValues kept) implements KeyValues {}
}

package io.sparsed.client;

/**
 * A Preset names a set of options, from exact to fast. Options that the request sets go before the
 * preset's; {@link Event.Accepted} tells what came of both.
 */
public enum Preset {
  /** The published rules: every step computes the whole canvas. */
  EXACT,
  /** Keys and values are reused for a few steps; each step commits as many tokens as published. */
  BALANCED,
  /**
   * Keys and values are reused within each generation block, and a step commits every sure token.
   */
  FAST,
  /**
   * A step commits every token of low entropy, for models that are distilled to be sure of many at
   * once.
   */
  DISTILLED
}

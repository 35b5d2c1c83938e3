package io.sparsed.client;

/** A family of models; families differ in the denoising rule. */
public enum ModelFamily {
  /** A family that this client does not know. */
  UNKNOWN,
  /** LLaDA and LLaDA-1.5: semi-autoregressive generation blocks. */
  LLADA,
  /** Dream: a time schedule over the whole canvas. */
  DREAM
}

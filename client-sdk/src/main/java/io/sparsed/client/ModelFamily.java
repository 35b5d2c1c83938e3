package io.sparsed.client;

/** A ModelFamily names the rule by which models are denoised. */
public enum ModelFamily {
  /** A family of a newer server, which this client does not know. */
  UNKNOWN,
  /** LLaDA and LLaDA-1.5: semi-autoregressive generation blocks. */
  LLADA,
  /** Dream: a time schedule over the whole canvas. */
  DREAM
}

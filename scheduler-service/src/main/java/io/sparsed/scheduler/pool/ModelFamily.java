package io.sparsed.scheduler.pool;

/** The model families; they differ in the denoising rule. */
public enum ModelFamily {
  /** LLaDA and LLaDA-1.5. */
  LLADA,
  /** Dream. */
  DREAM
}

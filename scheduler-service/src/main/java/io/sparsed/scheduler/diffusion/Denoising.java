package io.sparsed.scheduler.diffusion;

/**
 * How a request is denoised, every default filled in. The two families have options of their own.
 */
public sealed interface Denoising permits LladaDenoising, DreamDenoising {

  /** Tokens to generate, at least 1. */
  int genLength();

  /** Denoising steps, at least 1. */
  int steps();

  /** Sampling temperature; 0 is greedy. */
  double temperature();

  /** Seed of all sampling noise. */
  long seed();

  /** Whether to stop once a finished part of the answer holds the end-of-sequence token. */
  boolean stopAtEos();

  /** Classifier-free guidance; 0 is off. */
  double cfgScale();

  /** The schedule. */
  StepPlan plan();

  /** The policy that chooses positions. */
  Unmasking unmasking();

  /** How workers draw tokens. */
  Sampling sampling();

  /** The confidence that the policy ranks by. */
  Confidence confidence();
}

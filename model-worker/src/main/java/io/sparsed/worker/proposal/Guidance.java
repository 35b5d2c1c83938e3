package io.sparsed.worker.proposal;

/**
 * A Guidance is classifier-free guidance of a forward by a second canvas whose prompt is masked.
 *
 * @param scale finite and above 0
 * @param maskToken token that the prompt of the second canvas is masked with
 */
public record Guidance(double scale, int maskToken) {
  public Guidance {
    if (!(scale > 0) || Double.isInfinite(scale)) {
      throw new IllegalArgumentException("the scale must be finite and above 0, not " + scale);
    }
  }
}

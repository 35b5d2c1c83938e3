package io.sparsed.worker.device;

/**
 * Classifier-free guidance of a forward: a second canvas, its prompt masked, runs beside the first.
 *
 * @param scale scale of the guidance, finite and 0 or more; 0 is off
 * @param maskToken token that the prompt of the second canvas is masked with
 */
public record Guidance(double scale, int maskToken) {
  /** No guidance: a forward of one canvas. */
  public static final Guidance NONE = new Guidance(0, 0);

  public Guidance {
    if (!(scale >= 0 && scale < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("guidance.scale must be finite, not " + scale);
    }
  }
}

package io.sparsed.worker.model;

/**
 * A RotarySpec holds the constants of a model's rotary positions.
 *
 * @param theta base of the frequencies
 * @param dimensions leading dimensions of a head that are rotated, even
 * @param isRounded cosines and sines are rounded to the type that the model computes in
 */
public record RotarySpec(double theta, int dimensions, boolean isRounded) {
  public RotarySpec {
    if (dimensions < 2 || dimensions % 2 != 0) {
      throw new IllegalArgumentException(
          "the rotated dimensions of a head must be even, found " + dimensions);
    }
  }
}

package io.sparsed.scheduler.diffusion;

/** Checks the arguments of compact constructors. */
final class Require {

  private Require() {}

  /** Throws {@link IllegalArgumentException} with {@code message} unless {@code condition}. */
  static void that(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}

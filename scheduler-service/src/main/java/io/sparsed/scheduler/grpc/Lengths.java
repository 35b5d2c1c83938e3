package io.sparsed.scheduler.grpc;

import io.sparsed.scheduler.generation.Defaults;
import io.sparsed.v1.DiffusionOptions;

/**
 * Lengths are the numbers of tokens and steps that a request asks for, defaults filled in,
 * unchecked.
 *
 * @param genLength tokens to generate, the most if the length is open, 0 to 2^32 - 1
 * @param steps denoising steps, 0 to 2^32 - 1
 */
record Lengths(long genLength, long steps) {

  /** The most steps of a request; the published scripts take at most one a token. */
  static final int MAX_STEPS = 65_536;

  static Lengths of(DiffusionOptions options) {
    long genLength = genLength(options);
    return new Lengths(
        genLength, options.hasSteps() ? Integer.toUnsignedLong(options.getSteps()) : genLength);
  }

  private static long genLength(DiffusionOptions options) {
    if (options.hasMaxGenLength()) {
      return Integer.toUnsignedLong(options.getMaxGenLength());
    }
    return options.hasGenLength()
        ? Integer.toUnsignedLong(options.getGenLength())
        : Defaults.GEN_LENGTH;
  }

  /** Returns the name of the field that says how many tokens to generate. */
  static String genLengthField(DiffusionOptions options) {
    return options.hasMaxGenLength() ? "max_gen_length" : "gen_length";
  }

  /** Returns true if at least 1 of {@code maxCanvasLength} tokens is left for the prompt. */
  boolean genLengthFits(int maxCanvasLength) {
    return genLength >= 1 && genLength < maxCanvasLength;
  }

  /** Returns true if the number of steps is in 1..{@link #MAX_STEPS}. */
  boolean stepsAreValid() {
    return steps >= 1 && steps <= MAX_STEPS;
  }
}

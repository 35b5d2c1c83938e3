package io.sparsed.scheduler.grpc;

import io.sparsed.scheduler.generation.Defaults;
import io.sparsed.v1.DiffusionOptions;

/**
 * The lengths that a request asks for, defaults filled in, not checked.
 *
 * @param genLength tokens to generate
 * @param steps denoising steps
 */
record Lengths(long genLength, long steps) {

  /** Far above any use: the published scripts take as many steps as tokens, or fewer. */
  static final int MAX_STEPS = 65_536;

  static Lengths of(DiffusionOptions options) {
    long genLength =
        options.hasGenLength()
            ? Integer.toUnsignedLong(options.getGenLength())
            : Defaults.GEN_LENGTH;
    return new Lengths(
        genLength, options.hasSteps() ? Integer.toUnsignedLong(options.getSteps()) : genLength);
  }

  /** Whether a canvas of {@code maxCanvasLength} tokens holds the generation and a prompt. */
  boolean genLengthFits(int maxCanvasLength) {
    return genLength >= 1 && genLength < maxCanvasLength;
  }

  /** Whether the number of steps is sane. */
  boolean stepsAreSane() {
    return steps >= 1 && steps <= MAX_STEPS;
  }
}

package io.sparsed.scheduler.grpc;

import io.sparsed.scheduler.generation.Defaults;
import io.sparsed.v1.DiffusionOptions;

/** Reads and checks the generation blocks of a request. */
final class GenerationBlockReader {

  private GenerationBlockReader() {}

  /** Returns the tokens of a generation block; with violations it is the whole generation. */
  static int read(DiffusionOptions options, int genLength, int steps, Violations violations) {
    long blockLength =
        options.hasBlockLength()
            ? Integer.toUnsignedLong(options.getBlockLength())
            : Defaults.blockLength(genLength, options.hasMaxGenLength());
    boolean divides =
        violations.check(
            blockLength >= 1 && genLength % blockLength == 0,
            "diffusion.block_length",
            "Choose a divisor of %s, which is %d."
                .formatted(Lengths.genLengthField(options), genLength));
    if (!divides) {
      return genLength;
    }
    long blocks = genLength / blockLength;
    violations.check(
        steps % blocks == 0,
        "diffusion.steps",
        "Choose a multiple of " + blocks + ", the number of generation blocks.");
    return (int) blockLength;
  }
}

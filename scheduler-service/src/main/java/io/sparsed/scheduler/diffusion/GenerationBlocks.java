package io.sparsed.scheduler.diffusion;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * The GenerationBlocks are the blocks of equal length in which an answer is generated from left to
 * right.
 *
 * @param genLength tokens to generate, divisible by {@code blockLength}
 * @param blockLength tokens of a generation block, at least 1
 */
record GenerationBlocks(int genLength, int blockLength) {

  /** Throws unless the blocks fill the generation. */
  GenerationBlocks {
    checkArgument(blockLength >= 1 && genLength >= 1, "lengths are at least 1");
    checkArgument(genLength % blockLength == 0, "block_length divides gen_length");
  }

  /** Returns the number of blocks. */
  int count() {
    return genLength / blockLength;
  }

  /** Returns the canvas position at which a block starts, and the one before it ends. */
  int start(Canvas canvas, int block) {
    return canvas.promptLength() + block * blockLength;
  }

  /** Returns the number of masks in a block. */
  int masked(Canvas canvas, int block) {
    return canvas.masked(start(canvas, block), start(canvas, block + 1)).length();
  }
}

package io.sparsed.scheduler.diffusion;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * The GenerationBlocks are the blocks of equal length in which an answer is generated from left to
 * right. The slots of a prompt, if it has any, are a block before the first.
 *
 * @param genLength tokens to generate, divisible by {@code blockLength}
 * @param blockLength tokens of a generation block, at least 1
 * @param slots number of slots, 0 or more
 */
record GenerationBlocks(int genLength, int blockLength, int slots) {

  /** Throws unless the blocks fill the generation. */
  GenerationBlocks {
    checkArgument(blockLength >= 1 && genLength >= 1, "lengths are at least 1");
    checkArgument(genLength % blockLength == 0, "block_length divides gen_length");
    checkArgument(slots >= 0, "there are 0 slots or more");
  }

  /** Returns the number of blocks, that of the slots included. */
  int count() {
    return genLength / blockLength + ofSlots();
  }

  /** Returns the number of positions of all blocks. */
  int positions() {
    return genLength + slots;
  }

  /** Returns the number of positions of a block that begin as masks. */
  int length(int block) {
    return isOfSlots(block) ? slots : blockLength;
  }

  /** Returns the canvas position at which a block starts. */
  int start(Canvas canvas, int block) {
    return isOfSlots(block)
        ? canvas.firstFree()
        : canvas.promptLength() + (block - ofSlots()) * blockLength;
  }

  /** Returns the canvas position before which a block ends. */
  int end(Canvas canvas, int block) {
    return isOfSlots(block)
        ? canvas.slots().get(slots - 1) + 1
        : start(canvas, block) + blockLength;
  }

  /** Returns the number of masks in a block. */
  int masked(Canvas canvas, int block) {
    return canvas.masked(start(canvas, block), end(canvas, block)).length();
  }

  private boolean isOfSlots(int block) {
    return block < ofSlots();
  }

  /** Returns the number of blocks of slots, 0 or 1. */
  private int ofSlots() {
    return Math.min(1, slots);
  }
}

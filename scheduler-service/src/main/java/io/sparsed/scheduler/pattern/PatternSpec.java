package io.sparsed.scheduler.pattern;

import static com.google.common.base.Preconditions.checkArgument;

import io.sparsed.scheduler.diffusion.Attention.Selection;

/**
 * A PatternSpec states what a pattern that a worker takes must be: its shape, and the number of key
 * blocks that each of its rows keeps.
 *
 * @param shape shape of the pattern
 * @param firstGeneration first key block of the generation; 0 where prompt and generation compete
 * @param keep key blocks that a row keeps among all, before those of the generation are replaced
 * @param keepGeneration key blocks that a row keeps in the generation
 */
public record PatternSpec(PatternShape shape, int firstGeneration, int keep, int keepGeneration) {

  /**
   * Returns what SparseD's rule, or an ablation of it, leaves of a canvas.
   *
   * @param selection choice of the key blocks, by a rule that is not fixed
   * @param promptLength tokens of the prompt, below the canvas length
   */
  public static PatternSpec of(PatternShape shape, Selection selection, int promptLength) {
    int blocks = shape.blocks();
    int last = Math.min(Math.ceilDiv(promptLength, shape.blockSize()), blocks - 1);
    int keep = kept(blocks, selection.select());
    int keepGeneration = kept(blocks - last, selection.select());
    int most = Math.min(blocks, keep + keepGeneration);
    return switch (selection.rule()) {
      case ISOLATED -> new PatternSpec(shape, last, keep, keepGeneration);
      case JOINT, SHARED_HEADS -> new PatternSpec(shape, 0, most, most);
      case SLIDING_WINDOW, ATTENTION_SINK, RANDOM ->
          throw new IllegalArgumentException("a fixed pattern is not taken");
    };
  }

  /** Throws unless a row can keep so many key blocks of the prompt and of the generation. */
  void checkKept(int prompt, int generation) {
    int generationBlocks = shape.blocks() - firstGeneration;
    if (generation != keepGeneration
        || prompt > Math.min(keep, firstGeneration)
        || prompt < keep - generationBlocks) {
      throw new PatternFormatException(
          "a row keeps %d blocks of the prompt and %d of the generation, against its rule"
              .formatted(prompt, generation));
    }
  }

  private static int kept(int blocks, double select) {
    checkArgument(select > 0 && select <= 1, "select is in (0, 1]");
    return Math.clamp((int) (blocks * select) + 1L, 1, blocks);
  }
}

package io.sparsed.scheduler.diffusion;

import com.google.common.primitives.ImmutableIntArray;

/** A Denoising holds a request's options of its denoising rule, every default filled in. */
public sealed interface Denoising permits LladaDenoising, DreamDenoising {

  /** Returns the number of tokens to generate, the most if the length is open; at least 1. */
  int genLength();

  /** Returns the number of denoising steps of the schedule, at least 1. */
  int steps();

  /** Returns the tokens of a generation block, which divides {@link #genLength}. */
  int blockLength();

  /** Returns true if generation blocks are appended one by one until an answer ends. */
  boolean openLength();

  /** Returns the options by which the answer takes fewer or cheaper forwards. */
  Acceleration acceleration();

  /** Returns the sampling temperature; 0 is greedy. */
  double temperature();

  /** Returns the seed of all sampling noise. */
  long seed();

  /** Returns true to stop once the end-of-sequence token is committed with no mask before it. */
  boolean stopAtEos();

  /** Returns the scale of classifier-free guidance; 0 is off. */
  double cfgScale();

  /**
   * Returns the blocks of positions that are denoised one after another.
   *
   * @param slots number of the prompt's slots
   */
  private GenerationBlocks blocks(int slots) {
    return new GenerationBlocks(genLength(), blockLength(), slots);
  }

  /** Returns the number of blocks, the one of the prompt's slots included. */
  default int blockCount(int slots) {
    return blocks(slots).count();
  }

  /** Returns the most steps there can be: the block of the slots has as many as any other. */
  default int steps(int slots) {
    return steps() / blocks(0).count() * blocks(slots).count();
  }

  /** Returns a canvas of a prompt and the masks that the generation begins with. */
  default Canvas canvas(ImmutableIntArray prompt, int maskToken) {
    int first = openLength() ? blockLength() : genLength();
    return Canvas.growing(prompt, first, genLength(), maskToken);
  }

  /** Returns the schedule of a generation whose prompt has no slots. */
  default StepPlan plan() {
    return plan(0);
  }

  /**
   * Returns the schedule of a generation.
   *
   * @param slots number of the prompt's slots, which are denoised first
   */
  default StepPlan plan(int slots) {
    return plan(steps(slots), blocks(slots));
  }

  /** Returns the schedule by which blocks are denoised. */
  StepPlan plan(int steps, GenerationBlocks blocks);

  /** Returns the policy that chooses positions. */
  Unmasking unmasking();

  /** Returns the way in which workers draw tokens. */
  Sampling sampling();

  /** Returns the confidence that the policy ranks by. */
  Confidence confidence();
}

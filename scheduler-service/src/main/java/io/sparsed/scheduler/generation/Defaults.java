package io.sparsed.scheduler.generation;

import io.sparsed.scheduler.diffusion.Denoising;
import io.sparsed.scheduler.diffusion.DenoisingRule;
import io.sparsed.scheduler.diffusion.DreamDenoising;
import io.sparsed.scheduler.diffusion.DreamDenoising.Algorithm;
import io.sparsed.scheduler.diffusion.LladaDenoising;
import io.sparsed.scheduler.diffusion.LladaDenoising.Remasking;
import io.sparsed.scheduler.diffusion.PatternRule;
import io.sparsed.scheduler.diffusion.Sparsity;

/** Gives the defaults of request options, which are the values of the published scripts. */
public final class Defaults {

  /** The default number of tokens to generate. */
  public static final int GEN_LENGTH = 128;

  private static final int BLOCK_LENGTH = 32;

  private Defaults() {}

  /**
   * Returns the tokens of a generation block: 32, or all if there are fewer, or if the length is
   * not open and 32 does not divide it.
   */
  public static int blockLength(int genLength, boolean openLength) {
    boolean isWhole = genLength < BLOCK_LENGTH || (!openLength && genLength % BLOCK_LENGTH != 0);
    return isWhole ? genLength : BLOCK_LENGTH;
  }

  /** Returns the options of LLaDA for {@code genLength} tokens. */
  public static LladaDenoising llada(int genLength, long seed) {
    return new LladaDenoising(
        genLength,
        genLength,
        blockLength(genLength, false),
        Remasking.LOW_CONFIDENCE,
        0,
        0,
        seed,
        false);
  }

  /** Returns the options of Dream for {@code genLength} tokens. */
  public static DreamDenoising dream(int genLength, long seed) {
    return new DreamDenoising(
        genLength, genLength, Algorithm.MASKGIT_PLUS, 0.05, 0.95, 0, 0, 1e-3, seed, false);
  }

  /** Returns the options of a denoising rule for {@code genLength} tokens. */
  public static Denoising denoising(DenoisingRule rule, int genLength, long seed) {
    return switch (rule) {
      case LLADA -> llada(genLength, seed);
      case DREAM -> dream(genLength, seed);
    };
  }

  /** Returns the options of SparseD. */
  public static Sparsity sparsity() {
    return new Sparsity(false, 0.2, 0.3, 128, Sparsity.ScoreScale.REFERENCE, PatternRule.ISOLATED);
  }
}

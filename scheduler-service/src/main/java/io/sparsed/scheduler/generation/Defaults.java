package io.sparsed.scheduler.generation;

import io.sparsed.scheduler.diffusion.Acceleration;
import io.sparsed.scheduler.diffusion.Denoising;
import io.sparsed.scheduler.diffusion.DreamDenoising;
import io.sparsed.scheduler.diffusion.DreamDenoising.Algorithm;
import io.sparsed.scheduler.diffusion.LladaDenoising;
import io.sparsed.scheduler.diffusion.LladaDenoising.Remasking;
import io.sparsed.scheduler.diffusion.PatternRule;
import io.sparsed.scheduler.diffusion.PublishedOptions;
import io.sparsed.scheduler.diffusion.Sparsity;
import io.sparsed.scheduler.pool.ModelFacts;

/**
 * Gives the defaults of request options: what the checkpoint publishes, or else the values of the
 * published scripts.
 */
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
  public static LladaDenoising llada(int genLength, boolean openLength, long seed) {
    return new LladaDenoising(
        genLength,
        genLength,
        blockLength(genLength, openLength),
        Remasking.LOW_CONFIDENCE,
        0,
        0,
        seed,
        false,
        openLength,
        Acceleration.NONE);
  }

  /**
   * Returns the options of Dream for {@code genLength} tokens.
   *
   * @param published options that the checkpoint publishes
   */
  public static DreamDenoising dream(int genLength, PublishedOptions published, long seed) {
    return new DreamDenoising(
        genLength,
        genLength,
        published.algorithm().orElse(Algorithm.MASKGIT_PLUS),
        published.temperature().orElse(0.05),
        published.topP().orElse(0.95),
        published.topK().orElse(0),
        published.algTemp().orElse(0),
        published.eps().orElse(1e-3),
        seed,
        false);
  }

  /** Returns the options of a model for a request that says nothing. */
  public static Denoising denoising(ModelFacts model, long seed) {
    PublishedOptions published = model.published();
    int genLength = published.maxGenLength().orElse(GEN_LENGTH);
    return switch (model.denoising()) {
      case LLADA -> llada(genLength, published.maxGenLength().isPresent(), seed);
      case DREAM -> dream(genLength, published, seed);
    };
  }

  /** Returns the options of SparseD. */
  public static Sparsity sparsity() {
    return new Sparsity(false, 0.2, 0.3, 128, Sparsity.ScoreScale.REFERENCE, PatternRule.ISOLATED);
  }
}

package io.sparsed.scheduler.diffusion;

/**
 * LLaDA's semi-autoregressive denoising (Nie et al.: Large Language Diffusion Models).
 *
 * @param genLength tokens to generate, divisible by {@code blockLength}
 * @param steps in all, divisible by the number of generation blocks
 * @param blockLength tokens of a generation block
 * @param remasking which proposals stay masked
 * @param temperature of Gumbel sampling; 0 is greedy
 * @param cfgScale classifier-free guidance; 0 is off
 * @param seed of all sampling noise
 * @param stopAtEos whether to stop after a finished block with the end-of-sequence token
 */
public record LladaDenoising(
    int genLength,
    int steps,
    int blockLength,
    Remasking remasking,
    double temperature,
    double cfgScale,
    long seed,
    boolean stopAtEos)
    implements Denoising {

  /** The proposals of a step that are remasked. */
  public enum Remasking {
    /** The proposals with the lowest probability. */
    LOW_CONFIDENCE,
    /** Uniformly random proposals. */
    RANDOM
  }

  /** Throws if the options have no schedule. */
  public LladaDenoising {
    Require.that(blockLength >= 1 && genLength >= 1, "lengths are at least 1");
    Require.that(genLength % blockLength == 0, "block_length divides gen_length");
    Require.that(
        steps >= 1 && steps % (genLength / blockLength) == 0,
        "steps are divisible by the number of generation blocks");
    Require.that(temperature >= 0 && cfgScale >= 0, "temperature and cfg_scale are 0 or more");
  }

  @Override
  public StepPlan plan() {
    return new GenerationBlockPlan(steps, genLength, blockLength);
  }

  @Override
  public Unmasking unmasking() {
    return switch (remasking) {
      case LOW_CONFIDENCE -> new ByConfidence();
      case RANDOM -> new AtRandom(new Noise(seed));
    };
  }

  @Override
  public Sampling sampling() {
    return temperature == 0 ? new Sampling.Greedy() : new Sampling.Gumbel(temperature);
  }

  @Override
  public Confidence confidence() {
    return Confidence.PROBABILITY;
  }
}

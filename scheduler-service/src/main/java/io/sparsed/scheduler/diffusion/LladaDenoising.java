package io.sparsed.scheduler.diffusion;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * A LladaDenoising denoises semi-autoregressively: generation blocks from left to right (Nie et
 * al.: Large Language Diffusion Models).
 *
 * @param genLength tokens to generate, divisible by {@code blockLength}
 * @param steps number of all steps, divisible by the number of generation blocks
 * @param blockLength tokens of a generation block, at least 1
 * @param remasking choice of the proposals that stay masked
 * @param temperature scale of the Gumbel noise, 0 or more; 0 is greedy
 * @param cfgScale scale of classifier-free guidance, 0 or more; 0 is off
 * @param seed seed of all sampling noise
 * @param stopAtEos true to stop once the end-of-sequence token is committed with no mask before it
 * @param openLength true to append generation blocks one by one until the answer ends
 * @param acceleration options for fewer or cheaper forwards
 */
public record LladaDenoising(
    int genLength,
    int steps,
    int blockLength,
    Remasking remasking,
    double temperature,
    double cfgScale,
    long seed,
    boolean stopAtEos,
    boolean openLength,
    Acceleration acceleration)
    implements Denoising {

  /** A Remasking chooses the proposals of a step that stay masked. */
  public enum Remasking {
    /** Remasks the proposals with the lowest probability. */
    LOW_CONFIDENCE,
    /** Remasks uniformly random proposals. */
    RANDOM
  }

  /** Throws if the options have no schedule. */
  public LladaDenoising {
    checkArgument(
        steps >= 1 && steps % new GenerationBlocks(genLength, blockLength, 0).count() == 0,
        "steps are divisible by the number of generation blocks");
    checkArgument(temperature >= 0 && cfgScale >= 0, "temperature and cfg_scale are 0 or more");
  }

  /** Creates options of the published schedule. */
  public LladaDenoising(
      int genLength,
      int steps,
      int blockLength,
      Remasking remasking,
      double temperature,
      double cfgScale,
      long seed,
      boolean stopAtEos) {
    this(
        genLength,
        steps,
        blockLength,
        remasking,
        temperature,
        cfgScale,
        seed,
        stopAtEos,
        false,
        Acceleration.NONE);
  }

  @Override
  public StepPlan plan(int steps, GenerationBlocks blocks) {
    return acceleration.parallel().isPresent()
        ? new ParallelPlan(steps, blocks, ParallelPlan.LeastDue.ONE)
        : new GenerationBlockPlan(steps, blocks, !acceleration.reuse().reuses());
  }

  @Override
  public Unmasking unmasking() {
    return acceleration
        .parallel()
        .<Unmasking>map(rule -> rule)
        .orElseGet(
            () ->
                switch (remasking) {
                  case LOW_CONFIDENCE -> new ByConfidence();
                  case RANDOM -> new AtRandom(new Noise(seed));
                });
  }

  @Override
  public Sampling sampling() {
    return temperature == 0 ? new Sampling.Greedy() : new Sampling.Gumbel(temperature);
  }

  @Override
  public Confidence confidence() {
    return acceleration.parallel().map(ParallelRule::confidence).orElse(Confidence.PROBABILITY);
  }
}

package io.sparsed.scheduler.diffusion;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * A DreamDenoising denoises the whole canvas by a time schedule (Ye et al.: Dream 7B), or one
 * generation block after another where keys and values are reused or the length is open.
 *
 * @param genLength tokens to generate, at least 1
 * @param steps steps of the schedule, divisible by the number of generation blocks
 * @param blockLength tokens of a generation block, which divides {@code genLength}
 * @param algorithm choice of the positions
 * @param temperature temperature of the logits, 0 or more; 0 is greedy
 * @param topP share of the probability to sample from, in (0, 1]; 1 is off
 * @param topK number of most probable tokens to sample from, 0 or more; 0 is off
 * @param algTemp temperature of the choice of positions, 0 or more; 0 ranks them
 * @param eps time at which the schedule ends, in (0, 1)
 * @param seed seed of all sampling noise
 * @param stopAtEos true to stop once the end-of-sequence token is committed with no mask before it
 * @param openLength true to append generation blocks one by one until the answer ends
 * @param acceleration options for fewer or cheaper forwards
 */
public record DreamDenoising(
    int genLength,
    int steps,
    int blockLength,
    Algorithm algorithm,
    double temperature,
    double topP,
    int topK,
    double algTemp,
    double eps,
    long seed,
    boolean stopAtEos,
    boolean openLength,
    Acceleration acceleration)
    implements Denoising {

  /** An Algorithm chooses the positions that a step commits. */
  public enum Algorithm {
    /** Commits each position independently with the probability of the schedule. */
    ORIGIN,
    /** Ranks by the probability of the proposed token. */
    MASKGIT_PLUS,
    /** Ranks by the margin between the two most probable tokens. */
    TOPK_MARGIN,
    /** Ranks by the lowest entropy. */
    ENTROPY
  }

  /** Throws if the options have no schedule or no distribution. */
  public DreamDenoising {
    checkArgument(
        steps >= 1 && steps % new GenerationBlocks(genLength, blockLength, 0).count() == 0,
        "steps are divisible by the number of generation blocks");
    checkArgument(temperature >= 0 && algTemp >= 0, "temperatures are 0 or more");
    checkArgument(topP > 0 && topP <= 1, "top_p is in (0, 1]");
    checkArgument(topK >= 0, "top_k is 0 or more");
    checkArgument(eps > 0 && eps < 1, "eps is in (0, 1)");
  }

  /** Creates options of the published schedule. */
  public DreamDenoising(
      int genLength,
      int steps,
      Algorithm algorithm,
      double temperature,
      double topP,
      int topK,
      double algTemp,
      double eps,
      long seed,
      boolean stopAtEos) {
    this(
        genLength,
        steps,
        genLength,
        algorithm,
        temperature,
        topP,
        topK,
        algTemp,
        eps,
        seed,
        stopAtEos,
        false,
        Acceleration.NONE);
  }

  @Override
  public double cfgScale() {
    return 0;
  }

  @Override
  public StepPlan plan(int steps, GenerationBlocks blocks) {
    TimeSchedulePlan schedule = schedule(steps, blocks);
    return acceleration.parallel().isPresent()
        ? new ParallelPlan(steps, blocks, schedule::due)
        : schedule;
  }

  @Override
  public Unmasking unmasking() {
    return acceleration.parallel().<Unmasking>map(rule -> rule).orElseGet(this::byAlgorithm);
  }

  private Unmasking byAlgorithm() {
    return switch (algorithm) {
      case ORIGIN ->
          new EachByChance(
              new Noise(seed), schedule(steps, new GenerationBlocks(genLength, blockLength, 0)));
      case MASKGIT_PLUS, TOPK_MARGIN, ENTROPY ->
          algTemp == 0 ? new ByConfidence() : new DrawnByConfidence(new Noise(seed), algTemp);
    };
  }

  @Override
  public Sampling sampling() {
    boolean unfiltered = topP == 1 && topK == 0;
    return temperature == 0 && unfiltered
        ? new Sampling.Greedy()
        : new Sampling.Categorical(temperature, topP, topK);
  }

  @Override
  public Confidence confidence() {
    return acceleration
        .parallel()
        .map(ParallelRule::confidence)
        .orElseGet(
            () ->
                switch (algorithm) {
                  case ORIGIN, MASKGIT_PLUS -> Confidence.PROBABILITY;
                  case TOPK_MARGIN -> Confidence.MARGIN;
                  case ENTROPY -> Confidence.NEGATIVE_ENTROPY;
                });
  }

  private TimeSchedulePlan schedule(int allSteps, GenerationBlocks blocks) {
    return new TimeSchedulePlan(allSteps, blocks, eps, algorithm == Algorithm.ORIGIN);
  }
}

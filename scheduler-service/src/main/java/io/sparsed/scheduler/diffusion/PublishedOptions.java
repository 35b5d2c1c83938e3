package io.sparsed.scheduler.diffusion;

import static com.google.common.base.Preconditions.checkArgument;

import io.sparsed.scheduler.diffusion.DreamDenoising.Algorithm;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * The PublishedOptions of a checkpoint are what its authors generate with. They stand for options
 * that a request leaves out.
 *
 * @param algorithm Dream's choice of the positions; empty if none is published, as of the others
 * @param temperature temperature of the logits, 0 or more
 * @param topP share of the probability to sample from, in (0, 1]
 * @param topK number of most probable tokens to sample from, 0 or more; 0 is off
 * @param algTemp temperature of the choice of positions, 0 or more
 * @param eps time at which the schedule ends, in (0, 1)
 * @param maxGenLength most tokens of an answer of open length, at least 1; empty if the length is
 *     fixed
 */
public record PublishedOptions(
    Optional<Algorithm> algorithm,
    OptionalDouble temperature,
    OptionalDouble topP,
    OptionalInt topK,
    OptionalDouble algTemp,
    OptionalDouble eps,
    OptionalInt maxGenLength) {

  /** The options of a checkpoint that publishes none. */
  public static final PublishedOptions NONE =
      new PublishedOptions(
          Optional.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalInt.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalInt.empty());

  private static final int MAX_GEN_LENGTH = 1 << 24;

  /** Throws if a value is out of its range. */
  public PublishedOptions {
    checkArgument(
        isTemperature(temperature.orElse(0)) && isTemperature(algTemp.orElse(0)),
        "a published temperature is not 0, nor from 0.000001 to 100");
    double share = topP.orElse(1);
    double end = eps.orElse(0.5);
    checkArgument(share > 0 && share <= 1, "the published top_p is %s", share);
    checkArgument(end > 0 && end < 1, "the published eps is %s", end);
    checkArgument(topK.orElse(0) >= 0, "the published top_k is %s", topK);
    int most = maxGenLength.orElse(1);
    checkArgument(most >= 1 && most <= MAX_GEN_LENGTH, "the published max_gen_length is %s", most);
  }

  private static boolean isTemperature(double value) {
    return value == 0 || (value >= 1e-6 && value <= 100);
  }
}

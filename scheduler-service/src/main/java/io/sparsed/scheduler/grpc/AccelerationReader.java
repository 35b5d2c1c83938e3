package io.sparsed.scheduler.grpc;

import io.sparsed.scheduler.diffusion.Acceleration;
import io.sparsed.scheduler.diffusion.KeyValueReuse;
import io.sparsed.scheduler.diffusion.KeyValueReuse.Mode;
import io.sparsed.scheduler.diffusion.ParallelRule;
import io.sparsed.v1.DiffusionOptions;
import io.sparsed.v1.ParallelDecoding;
import java.util.Optional;

/** Reads and checks the options by which an answer takes fewer or cheaper forwards. */
final class AccelerationReader {

  private AccelerationReader() {}

  /** Returns the options; with violations they are those of the published schedule. */
  static Acceleration read(DiffusionOptions options, Violations violations) {
    return new Acceleration(reuse(options, violations), parallel(options, violations));
  }

  private static KeyValueReuse reuse(DiffusionOptions options, Violations violations) {
    Optional<Mode> mode =
        violations.require(
            EnumMapper.domain(options.getReuse(), Mode.NONE),
            "diffusion.reuse",
            "Choose NONE, PREFIX or DUAL.");
    long refreshEvery = Integer.toUnsignedLong(options.getRefreshEvery());
    boolean valid =
        violations.check(
            !options.hasRefreshEvery() || !mode.equals(Optional.of(Mode.NONE)),
            "diffusion.refresh_every",
            "Leave it out, or choose PREFIX or DUAL as diffusion.reuse.");
    valid &=
        violations.check(
            refreshEvery <= Lengths.MAX_STEPS,
            "diffusion.refresh_every",
            "Give 0 to " + Lengths.MAX_STEPS + " steps.");
    return mode.isPresent() && valid
        ? new KeyValueReuse(mode.get(), (int) refreshEvery)
        : KeyValueReuse.NONE;
  }

  private static Optional<ParallelRule> parallel(DiffusionOptions options, Violations violations) {
    if (!options.hasParallel()) {
      return Optional.empty();
    }
    ParallelDecoding parallel = options.getParallel();
    return switch (parallel.getRuleCase()) {
      case THRESHOLD ->
          isNotNegative(parallel.getThreshold(), "threshold", violations)
              ? Optional.of(new ParallelRule.Threshold(parallel.getThreshold()))
              : Optional.empty();
      case FACTOR ->
          violations.check(
                  parallel.getFactor() > 0 && Double.isFinite(parallel.getFactor()),
                  "diffusion.parallel.factor",
                  "Give a finite number above 0.")
              ? Optional.of(new ParallelRule.Factor(parallel.getFactor()))
              : Optional.empty();
      case ENTROPY_BOUND ->
          isNotNegative(parallel.getEntropyBound(), "entropy_bound", violations)
              ? Optional.of(new ParallelRule.EntropyBound(parallel.getEntropyBound()))
              : Optional.empty();
      case ENTROPY_THRESHOLD ->
          isNotNegative(parallel.getEntropyThreshold(), "entropy_threshold", violations)
              ? Optional.of(new ParallelRule.EntropyThreshold(parallel.getEntropyThreshold()))
              : Optional.empty();
      case RULE_NOT_SET -> {
        violations.check(
            false,
            "diffusion.parallel",
            "Give a threshold, a factor, an entropy_bound or an entropy_threshold.");
        yield Optional.empty();
      }
    };
  }

  private static boolean isNotNegative(double value, String name, Violations violations) {
    return violations.check(
        Double.isFinite(value) && value >= 0,
        "diffusion.parallel." + name,
        "Give a finite number that is 0 or more.");
  }

  /** Checks that a policy other than the ranking by probability is not asked for in vain. */
  static void checkRanksByProbability(
      DiffusionOptions options, boolean ranksByProbability, Violations violations) {
    violations.check(
        !options.hasParallel() || ranksByProbability,
        "diffusion.unmasking",
        "Leave it out: diffusion.parallel chooses the positions.");
  }
}

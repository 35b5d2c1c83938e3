package io.sparsed.client;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Maps the options that the server put in force, or has as defaults, to values of this package. */
final class OptionsFromProto {
  private OptionsFromProto() {}

  static DiffusionOptions diffusion(io.sparsed.v1.DiffusionOptions proto) {
    return new DiffusionOptions(
        optional(proto.hasGenLength(), proto.getGenLength()),
        optional(proto.hasSteps(), proto.getSteps()),
        optional(proto.hasBlockLength(), proto.getBlockLength()),
        named(Unmasking.class, "UNMASKING_", proto.getUnmasking()),
        optional(proto.hasTemperature(), proto.getTemperature()),
        optional(proto.hasTopP(), proto.getTopP()),
        optional(proto.hasTopK(), proto.getTopK()),
        optional(proto.hasAlgTemp(), proto.getAlgTemp()),
        optional(proto.hasEps(), proto.getEps()),
        optional(proto.hasCfgScale(), proto.getCfgScale()),
        proto.hasSeed() ? OptionalLong.of(proto.getSeed()) : OptionalLong.empty(),
        proto.hasStopAtEos() ? Optional.of(proto.getStopAtEos()) : Optional.empty(),
        named(KeyValueReuse.class, "KEY_VALUE_REUSE_", proto.getReuse()),
        optional(proto.hasRefreshEvery(), proto.getRefreshEvery()),
        parallel(proto.getParallel()));
  }

  private static Optional<ParallelDecoding> parallel(io.sparsed.v1.ParallelDecoding proto) {
    return switch (proto.getRuleCase()) {
      case THRESHOLD -> Optional.of(new ParallelDecoding.Threshold(proto.getThreshold()));
      case FACTOR -> Optional.of(new ParallelDecoding.Factor(proto.getFactor()));
      case ENTROPY_BOUND -> Optional.of(new ParallelDecoding.EntropyBound(proto.getEntropyBound()));
      case RULE_NOT_SET -> Optional.empty();
    };
  }

  static SparseOptions sparse(io.sparsed.v1.SparseOptions proto) {
    return new SparseOptions(
        proto.hasOrigin() ? Optional.of(proto.getOrigin()) : Optional.empty(),
        optional(proto.hasSkip(), proto.getSkip()),
        optional(proto.hasSelect(), proto.getSelect()),
        optional(proto.hasBlockSize(), proto.getBlockSize()),
        named(ScoreScale.class, "SCORE_SCALE_", proto.getScoreScale()),
        named(PatternRule.class, "PATTERN_RULE_", proto.getPatternRule()),
        optional(proto.hasPatternRefresh(), proto.getPatternRefresh()));
  }

  static OptionalInt optional(boolean isSet, int value) {
    return isSet ? OptionalInt.of(value) : OptionalInt.empty();
  }

  private static OptionalDouble optional(boolean isSet, double value) {
    return isSet ? OptionalDouble.of(value) : OptionalDouble.empty();
  }

  /**
   * Returns the constant that is named as a value of the contract; empty for one that is
   * unspecified or of a newer server.
   *
   * @param prefix prefix of the value's name, which the constant's lacks
   */
  static <E extends Enum<E>> Optional<E> named(Class<E> type, String prefix, Enum<?> value) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> value.name().equals(prefix + constant.name()))
        .findFirst();
  }
}

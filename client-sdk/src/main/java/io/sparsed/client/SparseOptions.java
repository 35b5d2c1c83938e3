package io.sparsed.client;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * SparseOptions tell how to make attention sparse (SparseD): dense for the first steps, then
 * block-sparse with the pattern taken at the last of them. An empty option takes the server's
 * default, which {@link Event.Accepted} reports.
 *
 * @param origin whether to run the original model, with dense attention at every step
 * @param skip share of the steps that stay dense, in [0, 1]
 * @param select share of the key blocks that each query block keeps, in (0, 1]; 1 is exactly dense
 * @param blockSize tokens of a query or key block: 16, 32, 64, 128 or 256
 * @param scoreScale factor of the scores by which the key blocks are chosen
 * @param patternRule rule by which the key blocks are chosen
 * @param patternRefresh with reuse of keys and values: refreshes from one that takes the pattern to
 *     the next that does; 0: only one takes it
 */
public record SparseOptions(
    Optional<Boolean> origin,
    OptionalDouble skip,
    OptionalDouble select,
    OptionalInt blockSize,
    Optional<ScoreScale> scoreScale,
    Optional<PatternRule> patternRule,
    OptionalInt patternRefresh) {

  /** Returns options that take every default of the server. */
  public static SparseOptions defaults() {
    return builder().build();
  }

  /** Returns options for dense attention at every step, the original model. */
  public static SparseOptions dense() {
    return builder().origin(true).build();
  }

  /** Returns a builder with no option set. */
  public static Builder builder() {
    return new Builder();
  }

  /** A Builder sets options one by one. Not thread-safe. */
  public static final class Builder {
    private @Nullable Boolean origin;
    private OptionalDouble skip = OptionalDouble.empty();
    private OptionalDouble select = OptionalDouble.empty();
    private OptionalInt blockSize = OptionalInt.empty();
    private @Nullable ScoreScale scoreScale;
    private @Nullable PatternRule patternRule;
    private OptionalInt patternRefresh = OptionalInt.empty();

    private Builder() {}

    /** Sets whether attention is dense at every step. */
    public Builder origin(boolean value) {
      origin = value;
      return this;
    }

    /** Sets the share of the steps that stay dense, in [0, 1]. */
    public Builder skip(double share) {
      skip = OptionalDouble.of(share);
      return this;
    }

    /** Sets the share of the key blocks that each query block keeps, in (0, 1]. */
    public Builder select(double share) {
      select = OptionalDouble.of(share);
      return this;
    }

    /** Sets the tokens of a query or key block: 16, 32, 64, 128 or 256. */
    public Builder blockSize(int tokens) {
      blockSize = OptionalInt.of(tokens);
      return this;
    }

    /** Sets the factor of the scores by which the key blocks are chosen. */
    public Builder scoreScale(ScoreScale scale) {
      scoreScale = scale;
      return this;
    }

    /** Sets the rule by which the key blocks are chosen. */
    public Builder patternRule(PatternRule rule) {
      patternRule = rule;
      return this;
    }

    /** Sets the refreshes from one that takes the pattern to the next that does; 0: only one. */
    public Builder patternRefresh(int count) {
      patternRefresh = OptionalInt.of(count);
      return this;
    }

    /** Returns the options set so far. */
    public SparseOptions build() {
      return new SparseOptions(
          Optional.ofNullable(origin),
          skip,
          select,
          blockSize,
          Optional.ofNullable(scoreScale),
          Optional.ofNullable(patternRule),
          patternRefresh);
    }
  }
}

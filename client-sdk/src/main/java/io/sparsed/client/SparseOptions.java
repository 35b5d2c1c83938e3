package io.sparsed.client;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * SparseOptions tell how to make attention sparse (SparseD): dense for the first steps, then
 * block-sparse with the pattern taken at the last of them. An empty option takes the server's
 * default, which {@link Event.Accepted} reports.
 */
public final class SparseOptions extends WireValue<io.sparsed.v1.SparseOptions> {
  SparseOptions(io.sparsed.v1.SparseOptions message) {
    super(message);
  }

  /** {@return options that take every default of the server} */
  public static SparseOptions defaults() {
    return new SparseOptions(io.sparsed.v1.SparseOptions.getDefaultInstance());
  }

  /** {@return options for dense attention at every step, the original model} */
  public static SparseOptions dense() {
    return builder().origin(true).build();
  }

  /** {@return a builder with no option set} */
  public static Builder builder() {
    return defaults().toBuilder();
  }

  /** {@return a builder with these options set} */
  public Builder toBuilder() {
    return new Builder(message.toBuilder());
  }

  /** {@return whether to run the original model, with dense attention at every step} */
  public Optional<Boolean> origin() {
    return message.hasOrigin() ? Optional.of(message.getOrigin()) : Optional.empty();
  }

  /** {@return the share of the steps that stay dense, in [0, 1]} */
  public OptionalDouble skip() {
    return optional(message.hasSkip(), message.getSkip());
  }

  /** {@return the share of the key blocks that each query block keeps, in (0, 1]} */
  public OptionalDouble select() {
    return optional(message.hasSelect(), message.getSelect());
  }

  /** {@return the tokens of a query or key block} */
  public OptionalInt blockSize() {
    return optional(message.hasBlockSize(), message.getBlockSize());
  }

  /** {@return the factor of the scores by which the key blocks are chosen} */
  public Optional<ScoreScale> scoreScale() {
    return named(ScoreScale.class, "SCORE_SCALE_", message.getScoreScale());
  }

  /** {@return the rule by which the key blocks are chosen} */
  public Optional<PatternRule> patternRule() {
    return named(PatternRule.class, "PATTERN_RULE_", message.getPatternRule());
  }

  /** {@return the refreshes from one that takes the pattern to the next that does; 0: only one} */
  public OptionalInt patternRefresh() {
    return optional(message.hasPatternRefresh(), message.getPatternRefresh());
  }

  /** A Builder sets options one by one. Not thread-safe. */
  public static final class Builder {
    private final io.sparsed.v1.SparseOptions.Builder message;

    private Builder(io.sparsed.v1.SparseOptions.Builder message) {
      this.message = message;
    }

    /**
     * Sets whether attention is dense at every step.
     *
     * @param value true for the original model
     * @return this builder
     */
    public Builder origin(boolean value) {
      message.setOrigin(value);
      return this;
    }

    /**
     * Sets the share of the steps that stay dense.
     *
     * @param share share in [0, 1]
     * @return this builder
     */
    public Builder skip(double share) {
      message.setSkip(share);
      return this;
    }

    /**
     * Sets the share of the key blocks that each query block keeps.
     *
     * @param share share in (0, 1]; 1 is exactly dense
     * @return this builder
     */
    public Builder select(double share) {
      message.setSelect(share);
      return this;
    }

    /**
     * Sets the length of a query or key block.
     *
     * @param tokens tokens of a block: 16, 32, 64, 128 or 256
     * @return this builder
     */
    public Builder blockSize(int tokens) {
      message.setBlockSize(tokens);
      return this;
    }

    /**
     * Sets the factor of the scores by which the key blocks are chosen.
     *
     * @param scale name of the factor
     * @return this builder
     */
    public Builder scoreScale(ScoreScale scale) {
      message.setScoreScale(io.sparsed.v1.ScoreScale.valueOf("SCORE_SCALE_" + scale));
      return this;
    }

    /**
     * Sets the rule by which the key blocks are chosen.
     *
     * @param rule name of the rule
     * @return this builder
     */
    public Builder patternRule(PatternRule rule) {
      message.setPatternRule(io.sparsed.v1.PatternRule.valueOf("PATTERN_RULE_" + rule));
      return this;
    }

    /**
     * Sets, with reuse of keys and values, how often the pattern is taken anew.
     *
     * @param count refreshes from one that takes the pattern to the next that does; 0: only one
     *     takes it
     * @return this builder
     */
    public Builder patternRefresh(int count) {
      message.setPatternRefresh(count);
      return this;
    }

    /** {@return the options set so far} */
    public SparseOptions build() {
      return new SparseOptions(message.build());
    }
  }
}

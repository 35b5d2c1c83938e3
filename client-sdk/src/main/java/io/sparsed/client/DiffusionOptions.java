package io.sparsed.client;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * DiffusionOptions tell how to denoise the canvas. An empty option takes the default of the model's
 * family, which {@link Event.Accepted} reports. The server checks the ranges, and reports all
 * violations at once in an {@link InvalidRequestException}.
 */
public final class DiffusionOptions extends WireValue<io.sparsed.v1.DiffusionOptions> {
  DiffusionOptions(io.sparsed.v1.DiffusionOptions message) {
    super(message);
  }

  /** {@return options that take every default of the model's family} */
  public static DiffusionOptions defaults() {
    return new DiffusionOptions(io.sparsed.v1.DiffusionOptions.getDefaultInstance());
  }

  /** {@return a builder with no option set} */
  public static Builder builder() {
    return defaults().toBuilder();
  }

  /** {@return a builder with these options set} */
  public Builder toBuilder() {
    return new Builder(message.toBuilder());
  }

  /** {@return the number of tokens to generate} */
  public OptionalInt genLength() {
    return optional(message.hasGenLength(), message.getGenLength());
  }

  /** {@return the most tokens of an answer of open length} */
  public OptionalInt maxGenLength() {
    return optional(message.hasMaxGenLength(), message.getMaxGenLength());
  }

  /** {@return the number of denoising steps over the whole generation, at most} */
  public OptionalInt steps() {
    return optional(message.hasSteps(), message.getSteps());
  }

  /** {@return the tokens of a semi-autoregressive generation block} */
  public OptionalInt blockLength() {
    return optional(message.hasBlockLength(), message.getBlockLength());
  }

  /** {@return the rule that chooses the positions to commit at a step} */
  public Optional<Unmasking> unmasking() {
    return named(Unmasking.class, "UNMASKING_", message.getUnmasking());
  }

  /** {@return the sampling temperature; 0 is greedy} */
  public OptionalDouble temperature() {
    return optional(message.hasTemperature(), message.getTemperature());
  }

  /** {@return the probability mass to sample from (Dream); 1 is off} */
  public OptionalDouble topP() {
    return optional(message.hasTopP(), message.getTopP());
  }

  /** {@return the number of most probable tokens to sample from (Dream); 0 is off} */
  public OptionalInt topK() {
    return optional(message.hasTopK(), message.getTopK());
  }

  /** {@return the temperature of the choice of positions (Dream); 0 takes the best} */
  public OptionalDouble algTemp() {
    return optional(message.hasAlgTemp(), message.getAlgTemp());
  }

  /** {@return the time at which the schedule ends (Dream), in (0, 1)} */
  public OptionalDouble eps() {
    return optional(message.hasEps(), message.getEps());
  }

  /** {@return the scale of classifier-free guidance (LLaDA); 0 is off} */
  public OptionalDouble cfgScale() {
    return optional(message.hasCfgScale(), message.getCfgScale());
  }

  /** {@return the seed of all sampling noise, an unsigned 64-bit number} */
  public OptionalLong seed() {
    return message.hasSeed() ? OptionalLong.of(message.getSeed()) : OptionalLong.empty();
  }

  /** {@return whether to stop once an end-of-sequence token has no mask before it} */
  public Optional<Boolean> stopAtEos() {
    return message.hasStopAtEos() ? Optional.of(message.getStopAtEos()) : Optional.empty();
  }

  /** {@return the rows that a step computes; the keys and values of the others are reused} */
  public Optional<KeyValueReuse> reuse() {
    return named(KeyValueReuse.class, "KEY_VALUE_REUSE_", message.getReuse());
  }

  /**
   * {@return the steps from a refresh of all rows to the next within a block; 0: only at starts}
   */
  public OptionalInt refreshEvery() {
    return optional(message.hasRefreshEvery(), message.getRefreshEvery());
  }

  /** {@return the rule by which a step commits several tokens} */
  public Optional<ParallelDecoding> parallel() {
    return message.hasParallel()
        ? Optional.of(new ParallelDecoding(message.getParallel()))
        : Optional.empty();
  }

  /** A Builder sets options one by one. Not thread-safe. */
  public static final class Builder {
    private final io.sparsed.v1.DiffusionOptions.Builder message;

    private Builder(io.sparsed.v1.DiffusionOptions.Builder message) {
      this.message = message;
    }

    /**
     * Sets the number of tokens to generate.
     *
     * @param tokens tokens, 1 or more
     * @return this builder
     */
    public Builder genLength(int tokens) {
      message.setGenLength(tokens);
      return this;
    }

    /**
     * Sets the most tokens of an answer of open length, in place of {@link #genLength}: generation
     * blocks are appended until one holds an end-of-sequence token.
     *
     * @param tokens tokens, a multiple of the block length
     * @return this builder
     */
    public Builder maxGenLength(int tokens) {
      message.setMaxGenLength(tokens);
      return this;
    }

    /**
     * Sets the number of denoising steps over the whole generation.
     *
     * @param count steps, 1 or more; with parallel decoding the most there can be
     * @return this builder
     */
    public Builder steps(int count) {
      message.setSteps(count);
      return this;
    }

    /**
     * Sets the length of a semi-autoregressive generation block. Dream: only with reuse.
     *
     * @param tokens tokens of a block; divides the tokens to generate
     * @return this builder
     */
    public Builder blockLength(int tokens) {
      message.setBlockLength(tokens);
      return this;
    }

    /**
     * Sets the rule that chooses the positions to commit at a step.
     *
     * @param rule a rule of the model's family
     * @return this builder
     */
    public Builder unmasking(Unmasking rule) {
      message.setUnmasking(io.sparsed.v1.Unmasking.valueOf("UNMASKING_" + rule));
      return this;
    }

    /**
     * Sets the sampling temperature.
     *
     * @param value 0, which is greedy, or 0.000001 to 100
     * @return this builder
     */
    public Builder temperature(double value) {
      message.setTemperature(value);
      return this;
    }

    /**
     * Sets the probability mass to sample from (Dream).
     *
     * @param value mass in (0, 1]; 1 is off
     * @return this builder
     */
    public Builder topP(double value) {
      message.setTopP(value);
      return this;
    }

    /**
     * Sets the number of most probable tokens to sample from (Dream).
     *
     * @param count tokens, 0 or more; 0 is off
     * @return this builder
     */
    public Builder topK(int count) {
      message.setTopK(count);
      return this;
    }

    /**
     * Sets the temperature of the choice of positions (Dream).
     *
     * @param value 0, which takes the best, or 0.000001 to 100
     * @return this builder
     */
    public Builder algTemp(double value) {
      message.setAlgTemp(value);
      return this;
    }

    /**
     * Sets the time at which the schedule ends (Dream).
     *
     * @param value time in (0, 1)
     * @return this builder
     */
    public Builder eps(double value) {
      message.setEps(value);
      return this;
    }

    /**
     * Sets the scale of classifier-free guidance (LLaDA).
     *
     * @param value scale, 0 to 100; 0 is off
     * @return this builder
     */
    public Builder cfgScale(double value) {
      message.setCfgScale(value);
      return this;
    }

    /**
     * Sets the seed of all sampling noise.
     *
     * @param value an unsigned 64-bit number
     * @return this builder
     */
    public Builder seed(long value) {
      message.setSeed(value);
      return this;
    }

    /**
     * Sets whether to stop once an end-of-sequence token has no mask before it.
     *
     * @param value true to stop early
     * @return this builder
     */
    public Builder stopAtEos(boolean value) {
      message.setStopAtEos(value);
      return this;
    }

    /**
     * Sets the rows that a step computes; the keys and values of the others are reused.
     *
     * @param mode rows to compute
     * @return this builder
     */
    public Builder reuse(KeyValueReuse mode) {
      message.setReuse(io.sparsed.v1.KeyValueReuse.valueOf("KEY_VALUE_REUSE_" + mode));
      return this;
    }

    /**
     * Sets the steps from a refresh of all rows to the next within a generation block.
     *
     * @param count steps, 0 or more; 0 refreshes at the starts of blocks only
     * @return this builder
     */
    public Builder refreshEvery(int count) {
      message.setRefreshEvery(count);
      return this;
    }

    /**
     * Sets the rule by which a step commits several tokens.
     *
     * @param rule rule and its bound
     * @return this builder
     */
    public Builder parallel(ParallelDecoding rule) {
      message.setParallel(rule.message);
      return this;
    }

    /** {@return the options set so far} */
    public DiffusionOptions build() {
      return new DiffusionOptions(message.build());
    }
  }
}

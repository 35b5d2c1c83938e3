package io.sparsed.client;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * DiffusionOptions tell how to denoise the canvas. An empty option takes the default of the model's
 * family, which {@link Event.Accepted} reports. The server checks the ranges, and reports all
 * violations at once in an {@link InvalidRequestException}.
 *
 * @param genLength tokens to generate, 1 or more
 * @param steps denoising steps over the whole generation, 1 or more
 * @param blockLength tokens of a semi-autoregressive generation block; divides genLength. Dream:
 *     only with reuse
 * @param unmasking rule that chooses the positions to commit at a step
 * @param temperature sampling temperature, 0 or more; 0 is greedy
 * @param topP Dream: probability mass to sample from (nucleus sampling), in (0, 1]; 1 is off
 * @param topK Dream: number of most probable tokens to sample from; 0 is off
 * @param algTemp Dream: temperature of the choice of positions, 0 or more; 0 takes the best
 * @param eps Dream: time at which the schedule ends, in (0, 1)
 * @param cfgScale LLaDA: scale of classifier-free guidance, 0 or more; 0 is off
 * @param seed seed of all sampling noise, an unsigned 64-bit number
 * @param stopAtEos whether to stop once an end-of-sequence token has no mask before it
 * @param reuse rows that a step computes; the keys and values of the others are reused
 * @param refreshEvery steps from a refresh of all rows to the next within a generation block; 0
 *     refreshes at the starts of blocks only
 * @param parallel rule by which a step commits several tokens
 */
public record DiffusionOptions(
    OptionalInt genLength,
    OptionalInt steps,
    OptionalInt blockLength,
    Optional<Unmasking> unmasking,
    OptionalDouble temperature,
    OptionalDouble topP,
    OptionalInt topK,
    OptionalDouble algTemp,
    OptionalDouble eps,
    OptionalDouble cfgScale,
    OptionalLong seed,
    Optional<Boolean> stopAtEos,
    Optional<KeyValueReuse> reuse,
    OptionalInt refreshEvery,
    Optional<ParallelDecoding> parallel) {

  /** Returns options that take every default of the model's family. */
  public static DiffusionOptions defaults() {
    return builder().build();
  }

  /** Returns a builder with no option set. */
  public static Builder builder() {
    return new Builder();
  }

  /** A Builder sets options one by one. Not thread-safe. */
  public static final class Builder {
    private OptionalInt genLength = OptionalInt.empty();
    private OptionalInt steps = OptionalInt.empty();
    private OptionalInt blockLength = OptionalInt.empty();
    private @Nullable Unmasking unmasking;
    private OptionalDouble temperature = OptionalDouble.empty();
    private OptionalDouble topP = OptionalDouble.empty();
    private OptionalInt topK = OptionalInt.empty();
    private OptionalDouble algTemp = OptionalDouble.empty();
    private OptionalDouble eps = OptionalDouble.empty();
    private OptionalDouble cfgScale = OptionalDouble.empty();
    private OptionalLong seed = OptionalLong.empty();
    private @Nullable Boolean stopAtEos;
    private @Nullable KeyValueReuse reuse;
    private OptionalInt refreshEvery = OptionalInt.empty();
    private @Nullable ParallelDecoding parallel;

    private Builder() {}

    /** Sets the number of tokens to generate, 1 or more. */
    public Builder genLength(int tokens) {
      genLength = OptionalInt.of(tokens);
      return this;
    }

    /** Sets the number of denoising steps over the whole generation, 1 or more. */
    public Builder steps(int count) {
      steps = OptionalInt.of(count);
      return this;
    }

    /** Sets the tokens of a generation block, which must divide genLength. */
    public Builder blockLength(int tokens) {
      blockLength = OptionalInt.of(tokens);
      return this;
    }

    /** Sets the rule that chooses the positions to commit at a step. */
    public Builder unmasking(Unmasking rule) {
      unmasking = rule;
      return this;
    }

    /** Sets the sampling temperature, 0 or more; 0 is greedy. */
    public Builder temperature(double value) {
      temperature = OptionalDouble.of(value);
      return this;
    }

    /** Sets the probability mass to sample from (Dream), in (0, 1]; 1 is off. */
    public Builder topP(double value) {
      topP = OptionalDouble.of(value);
      return this;
    }

    /** Sets the number of most probable tokens to sample from (Dream); 0 is off. */
    public Builder topK(int count) {
      topK = OptionalInt.of(count);
      return this;
    }

    /** Sets the temperature of the choice of positions (Dream), 0 or more. */
    public Builder algTemp(double value) {
      algTemp = OptionalDouble.of(value);
      return this;
    }

    /** Sets the time at which the schedule ends (Dream), in (0, 1). */
    public Builder eps(double value) {
      eps = OptionalDouble.of(value);
      return this;
    }

    /** Sets the scale of classifier-free guidance (LLaDA), 0 or more; 0 is off. */
    public Builder cfgScale(double value) {
      cfgScale = OptionalDouble.of(value);
      return this;
    }

    /** Sets the seed of all sampling noise, an unsigned 64-bit number. */
    public Builder seed(long value) {
      seed = OptionalLong.of(value);
      return this;
    }

    /** Sets whether to stop early at the end-of-sequence token. */
    public Builder stopAtEos(boolean value) {
      stopAtEos = value;
      return this;
    }

    /** Sets the rows that a step computes; the keys and values of the others are reused. */
    public Builder reuse(KeyValueReuse mode) {
      reuse = mode;
      return this;
    }

    /** Sets the steps from a refresh of all rows to the next within a block, 0 or more. */
    public Builder refreshEvery(int count) {
      refreshEvery = OptionalInt.of(count);
      return this;
    }

    /** Sets the rule by which a step commits several tokens. */
    public Builder parallel(ParallelDecoding rule) {
      parallel = rule;
      return this;
    }

    /** Returns the options set so far. */
    public DiffusionOptions build() {
      return new DiffusionOptions(
          genLength,
          steps,
          blockLength,
          Optional.ofNullable(unmasking),
          temperature,
          topP,
          topK,
          algTemp,
          eps,
          cfgScale,
          seed,
          Optional.ofNullable(stopAtEos),
          Optional.ofNullable(reuse),
          refreshEvery,
          Optional.ofNullable(parallel));
    }
  }
}

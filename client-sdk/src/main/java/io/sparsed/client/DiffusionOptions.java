package io.sparsed.client;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How the canvas is denoised. What is empty takes the default of the model's family; {@link
 * Event.Accepted} says what that was. The server checks the ranges and reports every violation at
 * once.
 *
 * @param genLength tokens to generate, 1 or more
 * @param steps denoising steps over the whole generation, 1 or more
 * @param blockLength LLaDA: tokens of a semi-autoregressive generation block; divides genLength
 * @param unmasking which positions are committed at a step
 * @param temperature sampling temperature, 0 or more; 0 is greedy
 * @param topP Dream: nucleus sampling, in (0, 1]; 1 is off
 * @param topK Dream: sample among the k most probable tokens; 0 is off
 * @param algTemp Dream: temperature of the choice of positions, 0 or more; 0 ranks them
 * @param eps Dream: time at which the schedule ends, in (0, 1)
 * @param cfgScale LLaDA: classifier-free guidance, 0 or more; 0 is off
 * @param seed seed of all sampling noise, an unsigned 64-bit number
 * @param stopAtEos stop early once the finished part contains the end-of-sequence token
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
    Optional<Boolean> stopAtEos) {

  /** The defaults of the model's family. */
  public static DiffusionOptions defaults() {
    return builder().build();
  }

  /** A builder with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets options one by one; not thread-safe. */
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

    private Builder() {}

    /** Tokens to generate. */
    public Builder genLength(int tokens) {
      genLength = OptionalInt.of(tokens);
      return this;
    }

    /** Denoising steps over the whole generation. */
    public Builder steps(int count) {
      steps = OptionalInt.of(count);
      return this;
    }

    /** LLaDA: tokens of a generation block. */
    public Builder blockLength(int tokens) {
      blockLength = OptionalInt.of(tokens);
      return this;
    }

    /** Which positions are committed at a step. */
    public Builder unmasking(Unmasking rule) {
      unmasking = rule;
      return this;
    }

    /** Sampling temperature. */
    public Builder temperature(double value) {
      temperature = OptionalDouble.of(value);
      return this;
    }

    /** Dream: nucleus sampling. */
    public Builder topP(double value) {
      topP = OptionalDouble.of(value);
      return this;
    }

    /** Dream: sample among the k most probable tokens. */
    public Builder topK(int count) {
      topK = OptionalInt.of(count);
      return this;
    }

    /** Dream: temperature of the choice of positions. */
    public Builder algTemp(double value) {
      algTemp = OptionalDouble.of(value);
      return this;
    }

    /** Dream: time at which the schedule ends. */
    public Builder eps(double value) {
      eps = OptionalDouble.of(value);
      return this;
    }

    /** LLaDA: classifier-free guidance. */
    public Builder cfgScale(double value) {
      cfgScale = OptionalDouble.of(value);
      return this;
    }

    /** Seed of all sampling noise. */
    public Builder seed(long value) {
      seed = OptionalLong.of(value);
      return this;
    }

    /** Stop early at the end-of-sequence token. */
    public Builder stopAtEos(boolean value) {
      stopAtEos = value;
      return this;
    }

    /** The options set so far. */
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
          Optional.ofNullable(stopAtEos));
    }
  }
}

package io.sparsed.client;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A GenerationRequest asks for one answer.
 *
 * @param model id of the model; may be empty if the server has only one
 * @param prompt text, conversation or tokens to answer
 * @param preset options by name, for those that {@code diffusion} and {@code sparse} leave out;
 *     empty: exact
 * @param diffusion denoising options
 * @param sparse sparse-attention options
 * @param response extra parts of the response
 * @param priority rank among the waiting requests of the same client; empty: normal
 * @param requestId name of the request in the server's logs, at most 128 characters; empty: the
 *     server makes one
 * @param deadline time that the answer may take, with all repetitions, positive; empty: the
 *     client's default
 */
public record GenerationRequest(
    Optional<String> model,
    Prompt prompt,
    Optional<Preset> preset,
    DiffusionOptions diffusion,
    SparseOptions sparse,
    ResponseOptions response,
    Optional<Priority> priority,
    Optional<String> requestId,
    Optional<Duration> deadline) {

  /** Throws if a component is null or the deadline is not positive. */
  public GenerationRequest {
    requireNonNull(prompt, "prompt");
    requireNonNull(diffusion, "diffusion");
    requireNonNull(sparse, "sparse");
    requireNonNull(response, "response");
    deadline.ifPresent(Deadlines::requirePositive);
  }

  /** Returns a request that takes every default. */
  public static GenerationRequest of(Prompt prompt) {
    return builder(prompt).build();
  }

  /** Returns a builder with only the prompt set. */
  public static Builder builder(Prompt prompt) {
    return new Builder(prompt);
  }

  /** A Builder sets components one by one. Not thread-safe. */
  public static final class Builder {
    private final Prompt prompt;
    private @Nullable String model;
    private @Nullable Preset preset;
    private DiffusionOptions diffusion = DiffusionOptions.defaults();
    private SparseOptions sparse = SparseOptions.defaults();
    private ResponseOptions response = ResponseOptions.defaults();
    private @Nullable Priority priority;
    private @Nullable String requestId;
    private @Nullable Duration deadline;

    private Builder(Prompt prompt) {
      this.prompt = prompt;
    }

    /** Sets the id of the model, one of {@link SparseDClient#models()}. */
    public Builder model(String id) {
      model = id;
      return this;
    }

    /** Chooses the options that are not set otherwise. */
    public Builder preset(Preset name) {
      preset = name;
      return this;
    }

    /** Sets the denoising options. */
    public Builder diffusion(DiffusionOptions options) {
      diffusion = options;
      return this;
    }

    /** Sets the sparse-attention options. */
    public Builder sparse(SparseOptions options) {
      sparse = options;
      return this;
    }

    /** Asks for extra parts of the response. */
    public Builder response(ResponseOptions options) {
      response = options;
      return this;
    }

    /** Sets the rank among the waiting requests of the same client. */
    public Builder priority(Priority value) {
      priority = value;
      return this;
    }

    /** Sets the name of the request in the server's logs, at most 128 characters. */
    public Builder requestId(String id) {
      requestId = id;
      return this;
    }

    /** Limits the time that the answer may take, positive. */
    public Builder deadline(Duration limit) {
      deadline = limit;
      return this;
    }

    /** Returns the request set so far. */
    public GenerationRequest build() {
      return new GenerationRequest(
          Optional.ofNullable(model),
          prompt,
          Optional.ofNullable(preset),
          diffusion,
          sparse,
          response,
          Optional.ofNullable(priority),
          Optional.ofNullable(requestId),
          Optional.ofNullable(deadline));
    }
  }
}

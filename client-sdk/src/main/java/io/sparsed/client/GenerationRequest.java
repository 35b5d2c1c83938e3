package io.sparsed.client;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One answer to generate.
 *
 * @param model id of the model; empty where the server has only one
 * @param prompt what to answer
 * @param diffusion how to denoise
 * @param sparse how attention is made sparse
 * @param response what to return beside the answer
 * @param priority among the requests of this client that wait
 * @param requestId name of the request in the server's logs; empty: the server makes one
 * @param deadline how long the answer may take, positive; empty: the client's default
 */
public record GenerationRequest(
    Optional<String> model,
    Prompt prompt,
    DiffusionOptions diffusion,
    SparseOptions sparse,
    ResponseOptions response,
    Optional<Priority> priority,
    Optional<String> requestId,
    Optional<Duration> deadline) {

  /** Checks the components. */
  public GenerationRequest {
    requireNonNull(prompt, "prompt");
    requireNonNull(diffusion, "diffusion");
    requireNonNull(sparse, "sparse");
    requireNonNull(response, "response");
    deadline.ifPresent(Deadlines::requirePositive);
  }

  /** A request with all defaults. */
  public static GenerationRequest of(Prompt prompt) {
    return builder(prompt).build();
  }

  /** A builder with only the prompt set. */
  public static Builder builder(Prompt prompt) {
    return new Builder(prompt);
  }

  /** Sets components one by one; not thread-safe. */
  public static final class Builder {
    private final Prompt prompt;
    private @Nullable String model;
    private DiffusionOptions diffusion = DiffusionOptions.defaults();
    private SparseOptions sparse = SparseOptions.defaults();
    private ResponseOptions response = ResponseOptions.defaults();
    private @Nullable Priority priority;
    private @Nullable String requestId;
    private @Nullable Duration deadline;

    private Builder(Prompt prompt) {
      this.prompt = prompt;
    }

    /** Id of the model, from {@link SparseDClient#models()}. */
    public Builder model(String id) {
      model = id;
      return this;
    }

    /** How to denoise. */
    public Builder diffusion(DiffusionOptions options) {
      diffusion = options;
      return this;
    }

    /** How attention is made sparse. */
    public Builder sparse(SparseOptions options) {
      sparse = options;
      return this;
    }

    /** What to return beside the answer. */
    public Builder response(ResponseOptions options) {
      response = options;
      return this;
    }

    /** Which of this client's waiting requests goes first. */
    public Builder priority(Priority value) {
      priority = value;
      return this;
    }

    /** Name of the request in the server's logs, at most 128 characters. */
    public Builder requestId(String id) {
      requestId = id;
      return this;
    }

    /** How long the answer may take, positive. */
    public Builder deadline(Duration limit) {
      deadline = limit;
      return this;
    }

    /** The request set so far. */
    public GenerationRequest build() {
      return new GenerationRequest(
          Optional.ofNullable(model),
          prompt,
          diffusion,
          sparse,
          response,
          Optional.ofNullable(priority),
          Optional.ofNullable(requestId),
          Optional.ofNullable(deadline));
    }
  }
}

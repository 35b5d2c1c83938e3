package io.sparsed.client;

import io.sparsed.v1.GenerateRequest;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A GenerationRequest asks for one answer. */
public final class GenerationRequest extends WireValue<GenerateRequest> {
  private final @Nullable Duration deadline;

  private GenerationRequest(GenerateRequest message, @Nullable Duration deadline) {
    super(message);
    this.deadline = deadline;
  }

  /**
   * Returns a request that takes every default.
   *
   * @param prompt text, conversation or tokens to answer
   * @return the request
   */
  public static GenerationRequest of(Prompt prompt) {
    return builder(prompt).build();
  }

  /**
   * Returns a builder with only the prompt set.
   *
   * @param prompt text, conversation or tokens to answer
   * @return the builder
   */
  public static Builder builder(Prompt prompt) {
    return new Builder(prompt.message.toBuilder(), null);
  }

  /** {@return a builder with everything set as in this request} */
  public Builder toBuilder() {
    return new Builder(message.toBuilder(), deadline);
  }

  /** {@return the id of the model; empty: the only one of the server} */
  public Optional<String> model() {
    return optional(message.getModel());
  }

  /** {@return the text, conversation or tokens to answer} */
  public Prompt prompt() {
    return new Prompt(message);
  }

  /** {@return the options by name, for those that are not set otherwise; empty: exact} */
  public Optional<Preset> preset() {
    return named(Preset.class, "PRESET_", message.getPreset());
  }

  /** {@return the denoising options} */
  public DiffusionOptions diffusion() {
    return new DiffusionOptions(message.getDiffusion());
  }

  /** {@return the sparse-attention options} */
  public SparseOptions sparse() {
    return new SparseOptions(message.getSparse());
  }

  /** {@return the extra parts of the response} */
  public ResponseOptions response() {
    return new ResponseOptions(message.getResponse());
  }

  /** {@return the rank among the waiting requests of the same client; empty: normal} */
  public Optional<Priority> priority() {
    return named(Priority.class, "PRIORITY_", message.getPriority());
  }

  /** {@return the name of the request in the server's logs; empty: the server makes one} */
  public Optional<String> requestId() {
    return optional(message.getRequestId());
  }

  /** {@return the time that the answer may take, with all repetitions; empty: the client's} */
  public Optional<Duration> deadline() {
    return Optional.ofNullable(deadline);
  }

  @Override
  public boolean equals(Object other) {
    return super.equals(other)
        && other instanceof GenerationRequest that
        && deadline().equals(that.deadline());
  }

  @Override
  public int hashCode() {
    return 31 * super.hashCode() + deadline().hashCode();
  }

  /** A Builder sets the parts of a request one by one. Not thread-safe. */
  public static final class Builder {
    private final GenerateRequest.Builder message;
    private @Nullable Duration deadline;

    private Builder(GenerateRequest.Builder message, @Nullable Duration deadline) {
      this.message = message;
      this.deadline = deadline;
    }

    /**
     * Sets the prompt.
     *
     * @param prompt text, conversation or tokens to answer
     * @return this builder
     */
    public Builder prompt(Prompt prompt) {
      message.clearPrompt().mergeFrom(prompt.message);
      return this;
    }

    /**
     * Sets the id of the model.
     *
     * @param id id of one of {@link SparseDClient#models()}
     * @return this builder
     */
    public Builder model(String id) {
      message.setModel(id);
      return this;
    }

    /**
     * Chooses the options that are not set otherwise.
     *
     * @param name name of the options
     * @return this builder
     */
    public Builder preset(Preset name) {
      message.setPreset(io.sparsed.v1.Preset.valueOf("PRESET_" + name));
      return this;
    }

    /**
     * Sets the denoising options.
     *
     * @param options denoising options
     * @return this builder
     */
    public Builder diffusion(DiffusionOptions options) {
      message.setDiffusion(options.message);
      return this;
    }

    /**
     * Sets the sparse-attention options.
     *
     * @param options sparse-attention options
     * @return this builder
     */
    public Builder sparse(SparseOptions options) {
      message.setSparse(options.message);
      return this;
    }

    /**
     * Asks for extra parts of the response.
     *
     * @param options extra parts
     * @return this builder
     */
    public Builder response(ResponseOptions options) {
      message.setResponse(options.message);
      return this;
    }

    /**
     * Sets the rank among the waiting requests of the same client.
     *
     * @param value rank
     * @return this builder
     */
    public Builder priority(Priority value) {
      message.setPriority(io.sparsed.v1.Priority.valueOf("PRIORITY_" + value));
      return this;
    }

    /**
     * Sets the name of the request in the server's logs.
     *
     * @param id name of at most 128 characters
     * @return this builder
     */
    public Builder requestId(String id) {
      message.setRequestId(id);
      return this;
    }

    /**
     * Limits the time that the answer may take.
     *
     * @param limit time with all repetitions, positive
     * @return this builder
     * @throws IllegalArgumentException if the limit is not positive
     */
    public Builder deadline(Duration limit) {
      deadline = Deadlines.requirePositive(limit);
      return this;
    }

    /** {@return the request set so far} */
    public GenerationRequest build() {
      return new GenerationRequest(message.build(), deadline);
    }
  }
}

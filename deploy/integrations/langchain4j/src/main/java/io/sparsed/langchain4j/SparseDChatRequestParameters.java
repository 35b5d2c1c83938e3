package io.sparsed.langchain4j;

import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import io.sparsed.client.DiffusionOptions;
import io.sparsed.client.Preset;
import io.sparsed.client.Priority;
import io.sparsed.client.SparseOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * SparseDChatRequestParameters are LangChain4j's parameters and those of a diffusion model.
 * LangChain4j's temperature, topP, topK and maxOutputTokens go before the same options of {@link
 * #diffusion}.
 */
public final class SparseDChatRequestParameters extends DefaultChatRequestParameters {
  private final @Nullable Preset preset;
  private final @Nullable DiffusionOptions diffusion;
  private final @Nullable SparseOptions sparse;
  private final @Nullable Priority priority;
  private final @Nullable Duration deadline;

  private SparseDChatRequestParameters(Builder builder) {
    super(builder);
    preset = builder.preset;
    diffusion = builder.diffusion;
    sparse = builder.sparse;
    priority = builder.priority;
    deadline = builder.deadline;
  }

  /** {@return a builder with nothing set} */
  public static Builder builder() {
    return new Builder();
  }

  /** {@return the options by name; empty: exact} */
  public Optional<Preset> preset() {
    return Optional.ofNullable(preset);
  }

  /** {@return the denoising options; empty: the model's defaults} */
  public Optional<DiffusionOptions> diffusion() {
    return Optional.ofNullable(diffusion);
  }

  /** {@return the sparse-attention options; empty: the server's defaults} */
  public Optional<SparseOptions> sparse() {
    return Optional.ofNullable(sparse);
  }

  /** {@return the rank among the waiting requests of the same client} */
  public Optional<Priority> priority() {
    return Optional.ofNullable(priority);
  }

  /** {@return the time that the answer may take} */
  public Optional<Duration> deadline() {
    return Optional.ofNullable(deadline);
  }

  /** {@return a builder with everything set as in these parameters} */
  public Builder toBuilder() {
    return builder().overrideWith(this);
  }

  @Override
  public SparseDChatRequestParameters overrideWith(ChatRequestParameters that) {
    return builder().overrideWith(this).overrideWith(that).build();
  }

  @Override
  public SparseDChatRequestParameters defaultedBy(ChatRequestParameters that) {
    return builder().overrideWith(that).overrideWith(this).build();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return super.equals(other)
        && other instanceof SparseDChatRequestParameters that
        && own().equals(that.own());
  }

  @Override
  public int hashCode() {
    return 31 * super.hashCode() + own().hashCode();
  }

  private List<@Nullable Object> own() {
    return Arrays.asList(preset, diffusion, sparse, priority, deadline);
  }

  /** A Builder sets parameters one by one. Not thread-safe. */
  public static final class Builder extends DefaultChatRequestParameters.Builder<Builder> {
    private @Nullable Preset preset;
    private @Nullable DiffusionOptions diffusion;
    private @Nullable SparseOptions sparse;
    private @Nullable Priority priority;
    private @Nullable Duration deadline;

    private Builder() {}

    @Override
    public Builder overrideWith(ChatRequestParameters parameters) {
      super.overrideWith(parameters);
      if (parameters instanceof SparseDChatRequestParameters own) {
        preset = own.preset().orElse(preset);
        diffusion = own.diffusion().orElse(diffusion);
        sparse = own.sparse().orElse(sparse);
        priority = own.priority().orElse(priority);
        deadline = own.deadline().orElse(deadline);
      }
      return this;
    }

    /**
     * Chooses the options that are not set otherwise.
     *
     * @param name name of the options
     * @return this builder
     */
    public Builder preset(Preset name) {
      preset = name;
      return this;
    }

    /**
     * Sets the denoising options.
     *
     * @param options denoising options
     * @return this builder
     */
    public Builder diffusion(DiffusionOptions options) {
      diffusion = options;
      return this;
    }

    /**
     * Sets the sparse-attention options.
     *
     * @param options sparse-attention options
     * @return this builder
     */
    public Builder sparse(SparseOptions options) {
      sparse = options;
      return this;
    }

    /**
     * Sets the rank among the waiting requests of the same client.
     *
     * @param value rank
     * @return this builder
     */
    public Builder priority(Priority value) {
      priority = value;
      return this;
    }

    /**
     * Limits the time that the answer may take.
     *
     * @param limit time with all repetitions, positive
     * @return this builder
     */
    public Builder deadline(Duration limit) {
      deadline = limit;
      return this;
    }

    @Override
    public SparseDChatRequestParameters build() {
      return new SparseDChatRequestParameters(this);
    }
  }
}

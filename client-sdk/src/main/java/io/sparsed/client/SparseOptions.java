package io.sparsed.client;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * How attention is made sparse (SparseD): dense for the first steps, then only the key blocks of
 * the pattern taken from the last of them. What is empty takes the default.
 *
 * @param origin true: the original model, dense attention at every step
 * @param skip share of the steps that stay dense, in [0, 1]
 * @param select share of the key blocks that each query block keeps, in (0, 1]; 1 is exactly dense
 * @param blockSize tokens of a query or key block: 16, 32, 64, 128 or 256
 * @param scoreScale scale of the scores that choose the pattern
 */
public record SparseOptions(
    Optional<Boolean> origin,
    OptionalDouble skip,
    OptionalDouble select,
    OptionalInt blockSize,
    Optional<ScoreScale> scoreScale) {

  /** The defaults of the server. */
  public static SparseOptions defaults() {
    return builder().build();
  }

  /** Dense attention at every step: the original model. */
  public static SparseOptions dense() {
    return builder().origin(true).build();
  }

  /** A builder with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets options one by one; not thread-safe. */
  public static final class Builder {
    private @Nullable Boolean origin;
    private OptionalDouble skip = OptionalDouble.empty();
    private OptionalDouble select = OptionalDouble.empty();
    private OptionalInt blockSize = OptionalInt.empty();
    private @Nullable ScoreScale scoreScale;

    private Builder() {}

    /** Dense attention at every step. */
    public Builder origin(boolean value) {
      origin = value;
      return this;
    }

    /** Share of the steps that stay dense. */
    public Builder skip(double share) {
      skip = OptionalDouble.of(share);
      return this;
    }

    /** Share of the key blocks that each query block keeps. */
    public Builder select(double share) {
      select = OptionalDouble.of(share);
      return this;
    }

    /** Tokens of a query or key block. */
    public Builder blockSize(int tokens) {
      blockSize = OptionalInt.of(tokens);
      return this;
    }

    /** Scale of the scores that choose the pattern. */
    public Builder scoreScale(ScoreScale scale) {
      scoreScale = scale;
      return this;
    }

    /** The options set so far. */
    public SparseOptions build() {
      return new SparseOptions(
          Optional.ofNullable(origin), skip, select, blockSize, Optional.ofNullable(scoreScale));
    }
  }
}

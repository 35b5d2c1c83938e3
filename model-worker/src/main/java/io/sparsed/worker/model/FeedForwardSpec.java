package io.sparsed.worker.model;

import java.util.stream.IntStream;

/** A FeedForwardSpec holds the dimensions of a layer's feed-forward. */
public sealed interface FeedForwardSpec {
  /** Returns the width of all that is stored. */
  long storedWidth();

  /** Returns the width that a token goes through. */
  long tokenWidth();

  /** Returns the dimensions for an operator. */
  String description();

  /** Returns the widths of the gates of its MLPs. */
  IntStream widths();

  /**
   * A Dense feed-forward is one MLP.
   *
   * @param width width of the gates
   */
  record Dense(int width) implements FeedForwardSpec {
    @Override
    public long storedWidth() {
      return width;
    }

    @Override
    public long tokenWidth() {
      return width;
    }

    @Override
    public String description() {
      return String.valueOf(width);
    }

    @Override
    public IntStream widths() {
      return IntStream.of(width);
    }
  }

  /**
   * An Experts feed-forward is several MLPs, of which each token chooses some, and perhaps one that
   * serves every token.
   *
   * @param count experts to choose from
   * @param chosen experts that a token chooses
   * @param width width of an expert's gates
   * @param hasBias a bias is added to the probabilities by which experts are chosen
   * @param sharedWidth width of the gates of the shared expert; 0 if there is none
   */
  record Experts(int count, int chosen, int width, boolean hasBias, int sharedWidth)
      implements FeedForwardSpec {
    public Experts {
      if (chosen < 1 || chosen > count) {
        throw new IllegalArgumentException(
            "num_experts_per_tok: %d experts of %d cannot be chosen".formatted(chosen, count));
      }
    }

    @Override
    public long storedWidth() {
      return (long) count * width + sharedWidth;
    }

    @Override
    public long tokenWidth() {
      return (long) chosen * width + sharedWidth;
    }

    @Override
    public String description() {
      return "%d of %d experts of %d".formatted(chosen, count, width)
          + (sharedWidth > 0 ? " and one of " + sharedWidth : "");
    }

    @Override
    public IntStream widths() {
      return IntStream.of(width, sharedWidth).filter(each -> each > 0);
    }
  }
}

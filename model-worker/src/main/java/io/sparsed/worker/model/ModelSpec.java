package io.sparsed.worker.model;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/**
 * A ModelSpec holds the dimensions and constants of a model, as its {@code config.json} gives them.
 *
 * @param architecture published transformer
 * @param hidden width of the residual stream
 * @param feedForwards feed-forward of each layer
 * @param heads query heads
 * @param kvHeads key/value heads; divides {@code heads}
 * @param headDim dimensions of a head, even
 * @param vocabulary rows of the embedding table
 * @param rotary rotary positions
 * @param normEps what is added to a mean square before its root is taken
 * @param qkvBias the q, k and v projections have a bias
 * @param qkNorm each head's queries and keys are normalized before their rotation
 * @param tiedHead the language-model head is the embedding table
 * @param contextLength canvas length the model was trained for, tokens
 * @param maskToken the token of a position that is not denoised yet
 * @param eosTokens ends of sequence that the checkpoint names
 * @param bosToken beginning of sequence, where the checkpoint names one
 * @param padToken padding, where the checkpoint names one
 */
public record ModelSpec(
    Architecture architecture,
    int hidden,
    List<FeedForwardSpec> feedForwards,
    int heads,
    int kvHeads,
    int headDim,
    int vocabulary,
    RotarySpec rotary,
    double normEps,
    boolean qkvBias,
    boolean qkNorm,
    boolean tiedHead,
    int contextLength,
    OptionalInt maskToken,
    List<Integer> eosTokens,
    OptionalInt bosToken,
    OptionalInt padToken) {
  public ModelSpec {
    feedForwards = List.copyOf(feedForwards);
    eosTokens = List.copyOf(eosTokens);
    if (heads < 1 || kvHeads < 1 || heads % kvHeads != 0) {
      throw new IllegalArgumentException(
          "heads must be a multiple of key/value heads, found " + heads + " and " + kvHeads);
    }
    if (headDim < 2 || headDim % 2 != 0) {
      throw new IllegalArgumentException("head_dim must be even, found " + headDim);
    }
    if (rotary.dimensions() > headDim) {
      throw new IllegalArgumentException(
          "%d dimensions of a head of %d cannot be rotated"
              .formatted(rotary.dimensions(), headDim));
    }
    maskToken.ifPresent(token -> requireToken("mask_token_id", token, vocabulary));
    eosTokens.forEach(token -> requireToken("eos_token_id", token, vocabulary));
  }

  private static void requireToken(String field, int token, int vocabulary) {
    if (token >= vocabulary) {
      throw new IllegalArgumentException(
          "%s: %d is not a token of a vocabulary of %d".formatted(field, token, vocabulary));
    }
  }

  /** Returns the same model with a mask token. */
  public ModelSpec withMaskToken(OptionalInt token) {
    return new ModelSpec(
        architecture,
        hidden,
        feedForwards,
        heads,
        kvHeads,
        headDim,
        vocabulary,
        rotary,
        normEps,
        qkvBias,
        qkNorm,
        tiedHead,
        contextLength,
        token,
        eosTokens,
        bosToken,
        padToken);
  }

  /** Returns the numbers of devices that can share its heads, such as "1, 2 or 4". */
  String deviceCounts() {
    var divisors =
        IntStream.rangeClosed(1, kvHeads)
            .filter(count -> kvHeads % count == 0)
            .mapToObj(String::valueOf)
            .toList();
    int last = divisors.size() - 1;
    return last == 0
        ? "1"
        : String.join(", ", divisors.subList(0, last)) + " or " + divisors.get(last);
  }

  /** Returns the number of transformer layers. */
  public int layers() {
    return feedForwards.size();
  }

  /** Returns the greatest width of a feed-forward that a token goes through. */
  public long intermediate() {
    return feedForwards.stream().mapToLong(FeedForwardSpec::tokenWidth).max().orElseThrow();
  }

  /** Returns the different widths of the gates of its MLPs. */
  public IntStream widths() {
    return feedForwards.stream().flatMapToInt(FeedForwardSpec::widths).distinct();
  }

  /** Returns the elements of the matrices of all layers: projections and feed-forwards. */
  public long matrixElements() {
    return elements(FeedForwardSpec::storedWidth);
  }

  private long elements(ToLongFunction<FeedForwardSpec> width) {
    long projections = 2L * (heads + kvHeads) * headDim;
    long widths = feedForwards.stream().mapToLong(width).sum();
    return hidden * (layers() * projections + 3 * widths);
  }

  /**
   * Returns the floating-point operations of a token in the matrix products of all layers, as
   * {@code DescribeResponse.flops_per_token} defines them.
   */
  public double flopsPerToken() {
    return 2.0 * elements(FeedForwardSpec::tokenWidth);
  }

  /**
   * Returns the floating-point operations of a pair of a query and a key in all layers, as {@code
   * DescribeResponse.flops_per_token_pair} defines them.
   */
  public double flopsPerTokenPair() {
    return 4.0 * layers() * heads * headDim;
  }
}

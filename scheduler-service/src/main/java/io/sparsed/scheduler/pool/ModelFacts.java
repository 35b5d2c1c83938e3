package io.sparsed.scheduler.pool;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableIntArray;
import io.sparsed.scheduler.diffusion.DenoisingRule;
import io.sparsed.scheduler.diffusion.PublishedOptions;
import io.sparsed.scheduler.pattern.PatternShape;

/**
 * A ModelFacts describes a model as all of its workers report it.
 *
 * @param id id under which the model is served
 * @param fingerprint digest of the checkpoint, equal on every worker that loaded the same one
 * @param denoising rule by which the model is denoised
 * @param scoresByHeads true if published code scales the scores of its patterns by 1/sqrt(heads)
 * @param layers transformer layers
 * @param heads query heads of a layer
 * @param headDim dimensions of a head
 * @param flopsPerToken floating-point operations of all matrix products for a token, above 0
 * @param flopsPerTokenPair floating-point operations of attention in all layers for a pair of a
 *     query and a key, above 0
 * @param keyValueBytesPerToken bytes of keys and values that a refresh keeps for a token; 0 if the
 *     workers keep none
 * @param vocabSize number of token ids
 * @param contextLength canvas length that the model was trained for, in tokens
 * @param maskTokenId id of the mask token
 * @param eosTokenIds ids of the end-of-sequence tokens that the checkpoint names
 * @param hasTokenizer true if the checkpoint has tokenizer files
 * @param published options of generation that the checkpoint publishes
 */
public record ModelFacts(
    String id,
    String fingerprint,
    DenoisingRule denoising,
    boolean scoresByHeads,
    int layers,
    int heads,
    int headDim,
    double flopsPerToken,
    double flopsPerTokenPair,
    long keyValueBytesPerToken,
    int vocabSize,
    int contextLength,
    int maskTokenId,
    ImmutableIntArray eosTokenIds,
    boolean hasTokenizer,
    PublishedOptions published) {

  /** The most tokens of a canvas or a vocabulary. */
  static final int MAX_TOKENS = 1 << 24;

  /** The most layers, heads, dimensions of a head, and heads of all layers. */
  private static final int MAX_DIMENSION = 1 << 16;

  /** The most operations for a token or a pair, a thousand times those of the largest models. */
  private static final double MAX_FLOPS = 1e17;

  private static final int MAX_NAME = 200;

  /** Throws if a value is missing or out of its range, so that nothing computed of it overflows. */
  public ModelFacts {
    checkName("id", id);
    checkName("fingerprint", fingerprint);
    checkSize("layers", layers, MAX_DIMENSION);
    checkSize("heads", heads, MAX_DIMENSION / layers);
    checkSize("head_dim", headDim, MAX_DIMENSION);
    checkSize("vocab_size", vocabSize, MAX_TOKENS);
    checkSize("context_length", contextLength, MAX_TOKENS);
    checkFlops("flops_per_token", flopsPerToken);
    checkFlops("flops_per_token_pair", flopsPerTokenPair);
    checkArgument(
        keyValueBytesPerToken >= 0 && keyValueBytesPerToken <= Integer.MAX_VALUE,
        "key_value_bytes_per_token is %s",
        keyValueBytesPerToken);
    checkToken("mask_token_id", maskTokenId, vocabSize);
    eosTokenIds.forEach(token -> checkToken("eos_token_ids", token, vocabSize));
  }

  /** Throws unless a name is short and can be printed. */
  static void checkName(String field, String name) {
    checkArgument(
        !name.isEmpty()
            && name.length() <= MAX_NAME
            && name.codePoints().noneMatch(ModelFacts::isUnprintable),
        "%s is empty, longer than %s characters or cannot be printed",
        field,
        MAX_NAME);
  }

  /** Returns true for control characters, invisible ones and halves of characters. */
  private static boolean isUnprintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }

  private static void checkSize(String field, int value, int most) {
    checkArgument(value >= 1 && value <= most, "%s is %s, not in 1..%s", field, value, most);
  }

  private static void checkFlops(String field, double value) {
    checkArgument(value > 0 && value <= MAX_FLOPS, "%s is %s", field, value);
  }

  private static void checkToken(String field, int token, int vocabSize) {
    checkArgument(
        token >= 0 && token < vocabSize, "%s %s is not in [0, %s)", field, token, vocabSize);
  }

  /** Returns the shape of a pattern of this model. */
  public PatternShape patternShape(int canvases, int blockSize, int canvasLength) {
    return new PatternShape(canvases, layers, heads, blockSize, canvasLength);
  }
}

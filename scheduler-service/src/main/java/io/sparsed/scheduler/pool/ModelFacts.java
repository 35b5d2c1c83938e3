package io.sparsed.scheduler.pool;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.Doubles;
import com.google.common.primitives.Ints;
import io.sparsed.scheduler.diffusion.DenoisingRule;
import io.sparsed.scheduler.pattern.PatternShape;
import java.util.OptionalInt;

/**
 * A ModelFacts describes a model as all of its workers report it.
 *
 * @param id id under which the model is served
 * @param fingerprint digest of the checkpoint, equal on every worker that loaded the same one
 * @param denoising rule by which the model is denoised
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
 * @param eosTokenId id of the end-of-sequence token; empty if the checkpoint names none
 * @param hasTokenizer true if the checkpoint has tokenizer files
 */
public record ModelFacts(
    String id,
    String fingerprint,
    DenoisingRule denoising,
    int layers,
    int heads,
    int headDim,
    double flopsPerToken,
    double flopsPerTokenPair,
    long keyValueBytesPerToken,
    int vocabSize,
    int contextLength,
    int maskTokenId,
    OptionalInt eosTokenId,
    boolean hasTokenizer) {

  /** Throws if a value is missing or out of its range. */
  public ModelFacts {
    boolean hasSizes = Ints.min(layers, heads, headDim, vocabSize, contextLength) >= 1;
    checkArgument(
        keyValueBytesPerToken >= 0 && keyValueBytesPerToken <= Integer.MAX_VALUE,
        "%s bytes of keys and values for a token",
        keyValueBytesPerToken);
    boolean hasCosts =
        Doubles.min(flopsPerToken, flopsPerTokenPair) > 0
            && Doubles.max(flopsPerToken, flopsPerTokenPair) < Double.POSITIVE_INFINITY;
    checkArgument(!id.isEmpty() && hasSizes && hasCosts, "an incomplete model description: %s", id);
  }

  /** Returns the shape of a pattern of this model. */
  public PatternShape patternShape(int canvases, int blockSize, int canvasLength) {
    return new PatternShape(canvases, layers, heads, blockSize, canvasLength);
  }
}

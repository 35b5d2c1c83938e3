package io.sparsed.scheduler.pool;

import com.google.common.primitives.ImmutableIntArray;
import io.sparsed.scheduler.diffusion.Attention;
import io.sparsed.scheduler.diffusion.Confidence;
import io.sparsed.scheduler.diffusion.KeyValues;
import io.sparsed.scheduler.diffusion.Sampling;
import io.sparsed.scheduler.pattern.PatternSpec;

/**
 * A Forward is a request for one forward pass over a canvas. The pass is a pure function, so it may
 * be repeated and may run on any worker of the model.
 *
 * @param model model that runs it; a worker of another model refuses
 * @param requestId id of the request, for logs
 * @param tokens tokens of the rows that are computed: the canvas, or the active rows of a reuse
 *     step
 * @param promptLength number of tokens of the prompt
 * @param step index of the step, part of the key of the sampling noise
 * @param attention attention of the forward
 * @param keyValues what the forward does with keys and values
 * @param positions canvas positions to propose for, ascending
 * @param confidence confidence that each proposal carries
 * @param sampling way to draw tokens
 * @param seed seed of the sampling noise
 * @param cfgScale scale of classifier-free guidance; 0 is off
 */
public record Forward(
    ModelFacts model,
    String requestId,
    ImmutableIntArray tokens,
    int promptLength,
    int step,
    Attention attention,
    KeyValues keyValues,
    ImmutableIntArray positions,
    Confidence confidence,
    Sampling sampling,
    long seed,
    double cfgScale) {

  /** Returns the number of canvases that run: 2 under classifier-free guidance, else 1. */
  int canvases() {
    return cfgScale > 0 ? 2 : 1;
  }

  /** Returns the number of tokens of the canvas. */
  int canvasLength() {
    return keyValues instanceof KeyValues.Reuse(_, int canvasLength, _)
        ? canvasLength
        : tokens.length();
  }

  /**
   * Returns the bytes of keys and values that the forward keeps or reuses; 0 if it does neither.
   */
  long keyValueBytes() {
    return keyValues instanceof KeyValues.None
        ? 0
        : model.keyValueBytesPerToken() * canvases() * canvasLength();
  }

  /** Returns the same pass with other attention and another use of keys and values. */
  Forward with(Attention otherAttention, KeyValues otherKeyValues) {
    return new Forward(
        model,
        requestId,
        tokens,
        promptLength,
        step,
        otherAttention,
        otherKeyValues,
        positions,
        confidence,
        sampling,
        seed,
        cfgScale);
  }

  /** Returns what a pattern that is taken from this forward must be. */
  PatternSpec patternSpec(Attention.Selection selection) {
    return PatternSpec.of(
        model.patternShape(canvases(), selection.blockSize(), canvasLength()),
        selection,
        promptLength);
  }
}

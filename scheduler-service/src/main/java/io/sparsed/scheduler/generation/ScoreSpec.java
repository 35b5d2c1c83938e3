package io.sparsed.scheduler.generation;

import com.google.common.primitives.ImmutableIntArray;
import io.sparsed.scheduler.admission.Priority;
import io.sparsed.scheduler.diffusion.Attention;
import io.sparsed.scheduler.diffusion.Confidence;
import io.sparsed.scheduler.diffusion.KeyValues;
import io.sparsed.scheduler.diffusion.Sampling;
import io.sparsed.scheduler.pool.Forward;

/**
 * A ScoreSpec is a valid request for the probabilities of tokens in a text.
 *
 * @param requestId id of the request in logs
 * @param priority rank among the requests of its client
 * @param model model that serves it
 * @param tokens token ids of the text, the scored ones too
 * @param positions positions of the scored tokens, ascending, at least one
 */
public record ScoreSpec(
    String requestId,
    Priority priority,
    Model model,
    ImmutableIntArray tokens,
    ImmutableIntArray positions) {

  /** Returns the forward over the text, its scored tokens masked. */
  Forward forward() {
    int[] canvas = tokens.toArray();
    positions.forEach(position -> canvas[position] = model.facts().maskTokenId());
    return new Forward(
        model.facts(),
        requestId,
        ImmutableIntArray.copyOf(canvas),
        0,
        0,
        new Attention.Dense(),
        new KeyValues.None(),
        positions,
        Confidence.PROBABILITY,
        new Sampling.Given(ImmutableIntArray.copyOf(positions.stream().map(tokens::get))),
        0,
        0);
  }
}

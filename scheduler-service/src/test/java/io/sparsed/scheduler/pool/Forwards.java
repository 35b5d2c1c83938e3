package io.sparsed.scheduler.pool;

import com.google.common.primitives.ImmutableIntArray;
import io.sparsed.scheduler.diffusion.Attention;
import io.sparsed.scheduler.diffusion.Confidence;
import io.sparsed.scheduler.diffusion.KeyValues;
import io.sparsed.scheduler.diffusion.Sampling;

/** Creates forwards of given lengths and kinds. */
final class Forwards {

  private Forwards() {}

  static Forward dense(ModelFacts model, int tokens) {
    return of(model, tokens, new Attention.Dense(), 0);
  }

  static Forward sparse(ModelFacts model, int tokens, double select) {
    return of(model, tokens, new Attention.Sparse(new Attention.Taken("p"), select), 0);
  }

  static Forward refresh(ModelFacts model, int tokens, String id, String replacesId) {
    return dense(model, tokens)
        .with(
            new Attention.Dense(),
            new KeyValues.Refresh(id, replacesId, new KeyValues.ActiveRows(0, 1)));
  }

  static Forward of(ModelFacts model, int tokens, Attention attention, double cfgScale) {
    return new Forward(
        model,
        "r",
        ImmutableIntArray.copyOf(new int[tokens]),
        1,
        0,
        attention,
        new KeyValues.None(),
        ImmutableIntArray.copyOf(new int[] {1}),
        Confidence.PROBABILITY,
        new Sampling.Greedy(),
        0,
        cfgScale);
  }
}

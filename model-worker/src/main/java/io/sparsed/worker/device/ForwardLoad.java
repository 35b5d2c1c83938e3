package io.sparsed.worker.device;

import io.sparsed.worker.attention.AttentionDirective;
import io.sparsed.worker.attention.PatternShape;
import io.sparsed.worker.model.ModelSpec;

/**
 * A ForwardLoad is an estimate of the work and memory of a forward on a device.
 *
 * @param cost work, in tokens of the linear layers
 * @param memory memory held while it runs, in tokens' activations
 */
record ForwardLoad(long cost, long memory) {
  /** Work of attention where a pattern is taken: the scores are computed once more. */
  private static final double DENSE_AND_SELECT_SHARE = 1.5;

  ForwardLoad {
    if (cost < 1 || memory < 1) {
      throw new IllegalArgumentException("no forward costs %d and %d".formatted(cost, memory));
    }
  }

  /** Returns the load of a forward of a model. */
  static ForwardLoad of(ModelSpec spec, Forward forward) {
    long tokens = (long) forward.tokenIds().length * forward.canvases();
    double keysPerQuery = forward.canvasLength() * workShare(forward.attention());
    double attention = keysPerQuery * spec.flopsPerTokenPair() / spec.flopsPerToken();
    return new ForwardLoad(
        Math.round(tokens * (1 + attention)),
        tokens + Math.ceilDiv(patternBytes(spec, forward), bytesPerToken(spec)));
  }

  /** Returns the share of the pairs of a query and a key, as the proto's cost model has it. */
  private static double workShare(AttentionDirective attention) {
    return switch (attention) {
      case AttentionDirective.Dense() -> 1;
      case AttentionDirective.DenseAndSelect _ -> DENSE_AND_SELECT_SHARE;
      case AttentionDirective.Sparse sparse -> sparse.select();
    };
  }

  /** Returns the bytes of a token's residual, norm, queries, keys, values and MLP, as fp32. */
  private static long bytesPerToken(ModelSpec spec) {
    long heads = 2L * spec.heads() + 2L * spec.kvHeads();
    return Float.BYTES * (2L * spec.hidden() + heads * spec.headDim() + 2L * spec.intermediate());
  }

  private static long patternBytes(ModelSpec spec, Forward forward) {
    return switch (forward.attention()) {
      case AttentionDirective.DenseAndSelect select ->
          new PatternShape(
                  forward.canvases(),
                  spec.layers(),
                  spec.heads(),
                  select.blockSize(),
                  forward.canvasLength())
              .bytes();
      case AttentionDirective.Dense _, AttentionDirective.Sparse _ -> 0;
    };
  }
}

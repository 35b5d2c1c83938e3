package io.sparsed.worker.device;

import io.sparsed.worker.attention.AttentionDirective;
import io.sparsed.worker.attention.PatternShape;
import io.sparsed.worker.model.ModelSpec;

/**
 * What a forward asks of a device, estimated.
 *
 * @param cost work, in tokens of the linear layers
 * @param memory bytes held while it runs, as so many tokens' activations
 */
record ForwardLoad(long cost, long memory) {
  /** Taking a pattern computes the scores once more. */
  private static final double SELECTING_SHARE = 1.5;

  ForwardLoad {
    if (cost < 1 || memory < 1) {
      throw new IllegalArgumentException("no forward costs %d and %d".formatted(cost, memory));
    }
  }

  /** The load of a forward of a model. */
  static ForwardLoad of(ModelSpec spec, Forward forward) {
    long length = forward.canvasLength();
    long tokens = length * forward.canvases();
    double pair = spec.flopsPerTokenPair() / spec.flopsPerToken();
    double attention = pair * length * share(forward.attention());
    return new ForwardLoad(
        Math.round(tokens * (1 + attention)),
        tokens + Math.ceilDiv(patternBytes(spec, forward), bytesPerToken(spec)));
  }

  private static double share(AttentionDirective attention) {
    return switch (attention) {
      case AttentionDirective.Dense() -> 1;
      case AttentionDirective.DenseAndSelect _ -> SELECTING_SHARE;
      case AttentionDirective.Sparse(_, double select) -> select;
    };
  }

  /** The residual, its norm, queries, keys, values, the MLP's two halves; all taken as fp32. */
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

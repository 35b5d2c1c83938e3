package io.sparsed.worker.device;

import io.sparsed.worker.attention.AttentionDirective;
import io.sparsed.worker.attention.AttentionDirective.ScoreScale;
import io.sparsed.worker.attention.AttentionKernels;
import io.sparsed.worker.attention.BlockSelection;
import io.sparsed.worker.attention.Pattern;
import io.sparsed.worker.attention.PatternShape;
import io.sparsed.worker.model.ModelSpec;

/** Readies the attention that forwards ask for. Owned by the device thread. */
final class Directives implements AutoCloseable {
  private final ModelSpec spec;
  private final AttentionKernels kernels;
  private final PatternStore patterns;
  private final PreparedPatterns prepared;

  /**
   * @param kernels closed with this
   */
  Directives(ModelSpec spec, AttentionKernels kernels, PatternStore patterns) {
    this.spec = spec;
    this.kernels = kernels;
    this.patterns = patterns;
    this.prepared = new PreparedPatterns(kernels, patterns);
  }

  /**
   * Readies what a forward asks for.
   *
   * @throws PatternMissingException if it names a pattern that is not held
   * @throws IllegalArgumentException if its pattern does not fit its canvas, or the store
   */
  ForwardAttention ready(Forward forward) {
    return switch (forward.attention()) {
      case AttentionDirective.Dense() -> new ForwardAttention.Dense(kernels);
      case AttentionDirective.Select select -> {
        var shape = shape(forward, select.blockSize());
        patterns.checkFits(shape.bytes());
        var selection =
            BlockSelection.of(
                forward.canvasLength(),
                forward.promptLength(),
                select.blockSize(),
                select.select());
        yield new ForwardAttention.Selecting(
            kernels,
            kernels.select(shape, selection, scale(select.scoreScale())),
            patterns,
            select.patternId());
      }
      case AttentionDirective.Sparse(String id) -> {
        var pattern = patterns.get(id).orElseThrow(() -> new PatternMissingException(id));
        checkFits(pattern, forward);
        yield new ForwardAttention.Sparse(prepared.of(pattern));
      }
    };
  }

  private PatternShape shape(Forward forward, int blockSize) {
    return new PatternShape(
        forward.canvases(), spec.layers(), spec.heads(), blockSize, forward.canvasLength());
  }

  private void checkFits(Pattern pattern, Forward forward) {
    var needed = shape(forward, pattern.shape().blockSize());
    if (!pattern.shape().equals(needed)) {
      throw new IllegalArgumentException(
          "the pattern is %s but the forward needs %s".formatted(pattern.shape(), needed));
    }
  }

  private double scale(ScoreScale scale) {
    boolean byHeads =
        switch (scale) {
          case REFERENCE -> spec.family().scalesPatternByHeads();
          case HEADS -> true;
          case HEAD_DIM -> false;
        };
    return 1 / Math.sqrt(byHeads ? spec.heads() : spec.headDim());
  }

  /** Frees device memory of patterns that are no longer held; not while a forward runs. */
  void purge() {
    prepared.purge();
  }

  @Override
  public void close() {
    prepared.close();
    kernels.close();
  }
}

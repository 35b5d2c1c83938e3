package io.sparsed.worker.device;

import io.sparsed.worker.attention.AttentionDirective;
import io.sparsed.worker.attention.AttentionKernels;
import io.sparsed.worker.attention.FixedPattern;
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
      case AttentionDirective.DenseAndSelect select -> {
        var shape = shape(forward, select.blockSize());
        patterns.checkFits(shape.bytes());
        var selection = select.selection(forward.canvasLength(), forward.promptLength());
        yield new ForwardAttention.DenseAndSelect(
            kernels,
            kernels.select(shape, selection, select.scoreScale()),
            patterns,
            select,
            forward.promptLength());
      }
      case AttentionDirective.Sparse(AttentionDirective.Held(String id), _) -> {
        var pattern = patterns.get(id).orElseThrow(() -> new PatternMissingException(id));
        checkFits(pattern, forward);
        yield new ForwardAttention.Sparse(prepared.of(pattern), pattern.keptShare());
      }
      case AttentionDirective.Sparse(AttentionDirective.Fixed(var fixed), _) -> {
        var pattern = pattern(fixed, forward);
        yield new ForwardAttention.Sparse(prepared.of(pattern), pattern.keptShare());
      }
    };
  }

  /** Keeps a fixed pattern as if it had been put, so that the next step finds it ready. */
  private Pattern pattern(FixedPattern fixed, Forward forward) {
    var shape = shape(forward, fixed.blockSize());
    var id = fixed + " of " + shape + " after " + forward.promptLength();
    return patterns
        .get(id)
        .orElseGet(
            () -> {
              patterns.checkFits(shape.bytes());
              var made = fixed.pattern(shape, forward.promptLength());
              patterns.put(id, made);
              return made;
            });
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

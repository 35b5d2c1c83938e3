package io.sparsed.worker.device;

import io.sparsed.worker.attention.Attention;
import io.sparsed.worker.attention.AttentionDirective;
import io.sparsed.worker.attention.AttentionDirective.DenseAndSelect;
import io.sparsed.worker.attention.AttentionDirective.SparsePattern;
import io.sparsed.worker.attention.AttentionKernels;
import io.sparsed.worker.attention.AttentionKernels.PatternSelection;
import io.sparsed.worker.attention.BlockSelection;
import io.sparsed.worker.attention.FixedPattern;
import io.sparsed.worker.attention.Pattern;
import io.sparsed.worker.attention.PatternShape;
import io.sparsed.worker.attention.SharedHeads;
import io.sparsed.worker.model.ModelSpec;
import java.util.Optional;

/**
 * Sets up the attention that forwards ask for before their pass, and keeps the patterns that were
 * taken after it. Owned by the device thread.
 */
final class AttentionSetup implements AutoCloseable {
  private final ModelSpec spec;
  private final AttentionKernels kernels;
  private final PatternStore patterns;
  private final PreparedPatterns prepared;

  /**
   * Makes the setup of a model.
   *
   * @param kernels closed with this
   */
  AttentionSetup(ModelSpec spec, AttentionKernels kernels, PatternStore patterns) {
    this.spec = spec;
    this.kernels = kernels;
    this.patterns = patterns;
    this.prepared = new PreparedPatterns(kernels, patterns);
  }

  /**
   * Readies the attention that a forward asks for; it is closed after the pass.
   *
   * @throws PatternMissingException if the forward names a pattern that is not held
   * @throws IllegalArgumentException if its pattern does not fit its canvas, or the store
   */
  Attention prepare(Forward forward) {
    return switch (forward.attention()) {
      case AttentionDirective.Dense() -> new Attention.Dense(kernels);
      case DenseAndSelect select -> new Attention.DenseAndSelect(kernels, begin(select, forward));
      case AttentionDirective.Sparse(SparsePattern named, _) -> {
        var pattern = find(named, forward);
        yield new Attention.Sparse(prepared.get(pattern), pattern.keptShare());
      }
    };
  }

  private PatternSelection begin(DenseAndSelect select, Forward forward) {
    var shape = shape(forward, select.blockSize());
    patterns.checkFits(shape.bytes());
    var isolated =
        BlockSelection.of(
            forward.canvasLength(), forward.promptLength(), select.blockSize(), select.select());
    double scale = select.scoreScale();
    return switch (select.rule()) {
      case ISOLATED -> kernels.select(shape, isolated, scale);
      case JOINT -> kernels.select(shape, isolated.joint(), scale);
      case SHARED_HEADS -> new SharedHeads(kernels.select(shape, isolated, scale), isolated.most());
    };
  }

  private Pattern find(SparsePattern named, Forward forward) {
    return switch (named) {
      case AttentionDirective.Held(String id) -> {
        var pattern = patterns.get(id).orElseThrow(() -> new PatternMissingException(id));
        checkFits(pattern, forward);
        yield pattern;
      }
      case FixedPattern fixed ->
          patterns.get(fixed, shape(forward, fixed.blockSize()), forward.promptLength());
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

  /** Returns the pattern that was taken in a pass, which the store now keeps; waits for it. */
  Optional<Pattern> finish(Forward forward, Attention attention) {
    if (forward.attention() instanceof DenseAndSelect select
        && attention instanceof Attention.DenseAndSelect(_, PatternSelection selection)) {
      var pattern = selection.finish();
      patterns.put(select.patternId(), pattern);
      return Optional.of(pattern);
    }
    return Optional.empty();
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

package io.sparsed.worker.device;

import io.sparsed.worker.attention.Attention;
import io.sparsed.worker.attention.AttentionDirective;
import io.sparsed.worker.attention.AttentionDirective.DenseAndSelect;
import io.sparsed.worker.attention.AttentionDirective.SparsePattern;
import io.sparsed.worker.attention.AttentionKernels.PatternSelection;
import io.sparsed.worker.attention.BlockSelection;
import io.sparsed.worker.attention.FixedPattern;
import io.sparsed.worker.attention.Pattern;
import io.sparsed.worker.attention.PatternRule;
import io.sparsed.worker.attention.PatternShape;
import io.sparsed.worker.attention.SharedHeads;
import io.sparsed.worker.model.ModelSpec;
import java.util.List;
import java.util.Optional;

/**
 * Sets up the attention that forwards ask for before their pass, and keeps the patterns that were
 * taken after it. Owned by the device thread.
 */
final class AttentionSetup implements AutoCloseable {
  private final Replicas replicas;
  private final ModelSpec spec;
  private final PatternStore patterns;
  private final PreparedPatterns prepared;

  AttentionSetup(Replicas replicas, PatternStore patterns) {
    this.replicas = replicas;
    this.spec = replicas.spec();
    this.patterns = patterns;
    this.prepared = new PreparedPatterns(replicas, patterns);
  }

  /**
   * Readies the attention that a forward asks for on each device; it is {@link #close closed} after
   * the pass.
   *
   * @throws PatternMissingException if the forward names a pattern that is not held
   * @throws IllegalArgumentException if its pattern does not fit its canvas, or the store
   */
  List<Attention> prepare(Forward forward) {
    return switch (forward.attention()) {
      case AttentionDirective.Dense() ->
          replicas.all().stream()
              .<Attention>map(each -> new Attention.Dense(each.kernels()))
              .toList();
      case DenseAndSelect select -> begin(select, forward);
      case AttentionDirective.Sparse(SparsePattern named, _) -> {
        var pattern = find(named, forward);
        yield prepared.get(pattern).stream()
            .<Attention>map(each -> new Attention.Sparse(each, pattern.keptShare()))
            .toList();
      }
    };
  }

  private List<Attention> begin(DenseAndSelect select, Forward forward) {
    var shape = shape(forward, select.blockSize());
    patterns.checkFits(shape.bytes());
    var part = shape.withHeads(spec.heads() / replicas.count());
    var rule = selection(select, forward);
    var blocks = select.rule() == PatternRule.JOINT ? rule.joint() : rule;
    return replicas.each(
        replica -> {
          var kernels = replica.kernels();
          return new Attention.DenseAndSelect(
              kernels, kernels.select(part, blocks, select.scoreScale()));
        });
  }

  private static BlockSelection selection(DenseAndSelect select, Forward forward) {
    return BlockSelection.of(
        forward.canvasLength(), forward.promptLength(), select.blockSize(), select.select());
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
  Optional<Pattern> finish(Forward forward, List<Attention> attention) {
    if (!(forward.attention() instanceof DenseAndSelect select)) {
      return Optional.empty();
    }
    var taken = Pattern.ofParts(replicas.each(each -> finish(attention.get(each.device()))));
    var pattern =
        select.rule() == PatternRule.SHARED_HEADS
            ? SharedHeads.shared(taken, selection(select, forward).most())
            : taken;
    patterns.put(select.patternId(), pattern);
    return Optional.of(pattern);
  }

  private static Pattern finish(Attention attention) {
    if (attention instanceof Attention.DenseAndSelect(_, PatternSelection selection)) {
      return selection.finish();
    }
    throw new IllegalStateException(attention + " takes no pattern");
  }

  /** Frees device memory of patterns that are no longer held; not while a forward runs. */
  void purge() {
    prepared.purge();
  }

  @Override
  public void close() {
    prepared.close();
  }
}

package io.sparsed.worker.device;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.attention.Attention;
import io.sparsed.worker.attention.AttentionDirective;
import io.sparsed.worker.attention.AttentionDirective.ScoreScale;
import io.sparsed.worker.attention.AttentionKernels;
import io.sparsed.worker.attention.BlockSelection;
import io.sparsed.worker.attention.Pattern;
import io.sparsed.worker.attention.PatternShape;
import io.sparsed.worker.checkpoint.Checkpoint;
import io.sparsed.worker.model.Cancellation;
import io.sparsed.worker.model.ModelSpec;
import io.sparsed.worker.model.Transformer;
import io.sparsed.worker.proposal.Proposer;
import io.sparsed.worker.tensor.ElementType;
import io.sparsed.worker.tensor.Torch;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * A loaded model that turns forwards into results. A forward is a pure function of its argument and
 * of the pattern it names. Owned by the device thread.
 */
public final class ModelRunner implements AutoCloseable {
  private final Torch torch;
  private final ModelSpec spec;
  private final Transformer transformer;
  private final Proposer proposer;
  private final AttentionKernels kernels;
  private final PatternStore patterns;
  private final PreparedPatterns prepared;

  /**
   * Loads the weights.
   *
   * @param torch the device; closed with this
   */
  public ModelRunner(Torch torch, Checkpoint checkpoint, ElementType type, PatternStore patterns) {
    this.torch = torch;
    this.spec = checkpoint.spec();
    this.transformer = new Transformer(torch, spec, checkpoint.load(torch, torch.manager(), type));
    this.proposer = new Proposer(torch, spec, transformer);
    this.kernels = AttentionKernels.portable(torch);
    this.patterns = patterns;
    this.prepared = new PreparedPatterns(kernels, patterns);
  }

  /**
   * Runs a forward.
   *
   * @throws PatternMissingException if it names a pattern that is not held
   * @throws IllegalArgumentException if its pattern does not fit its canvas
   * @throws java.util.concurrent.CancellationException if nobody waits for it any more
   */
  public ForwardResult run(Forward forward, Cancellation stop) {
    long start = System.nanoTime();
    stop.check();
    prepared.purge(); // the store forgets the least recently used on its own
    return switch (forward.attention()) {
      case AttentionDirective.Dense() ->
          result(forward, Attention.dense(kernels), stop, Optional.empty(), start);
      case AttentionDirective.Select select -> {
        var pattern = new Pattern.Builder(shape(forward, select));
        patterns.checkFits(pattern.shape().bytes());
        var selecting =
            Attention.selecting(
                kernels,
                scale(select.scoreScale()),
                BlockSelection.of(
                    forward.canvasLength(),
                    forward.promptLength(),
                    select.blockSize(),
                    select.select()),
                pattern);
        yield result(forward, selecting, stop, Optional.of(pattern), start);
      }
      case AttentionDirective.Sparse(String id) -> {
        var pattern = patterns.get(id).orElseThrow(() -> new PatternMissingException(id));
        checkFits(pattern, forward);
        yield result(
            forward, Attention.sparse(prepared.of(pattern)), stop, Optional.empty(), start);
      }
    };
  }

  private ForwardResult result(
      Forward forward,
      Attention attention,
      Cancellation stop,
      Optional<Pattern.Builder> selected,
      long start) {
    try (var scope = torch.manager().newSubManager()) {
      var hidden = transformer.forward(scope, canvases(scope, forward), attention, stop);
      var proposals =
          proposer.propose(hidden, forward.proposal(), forward.step(), forward.cfgScale());
      var pattern = selected.map(Pattern.Builder::build);
      if (forward.attention() instanceof AttentionDirective.Select select) {
        patterns.put(select.patternId(), pattern.orElseThrow());
      }
      return new ForwardResult(proposals, pattern, Duration.ofNanos(System.nanoTime() - start));
    }
  }

  /**
   * Token ids [canvases, length]; the second canvas is the unconditional one, its prompt masked.
   */
  private PtNDArray canvases(NDManager scope, Forward forward) {
    long[] ids = Arrays.stream(forward.tokenIds()).asLongStream().toArray();
    if (forward.canvases() == 2) {
      int length = ids.length;
      ids = Arrays.copyOf(ids, 2 * length);
      Arrays.fill(ids, length, length + forward.promptLength(), spec.maskToken());
      System.arraycopy(
          ids,
          forward.promptLength(),
          ids,
          length + forward.promptLength(),
          length - forward.promptLength());
    }
    return (PtNDArray) scope.create(ids, new Shape(forward.canvases(), forward.canvasLength()));
  }

  private PatternShape shape(Forward forward, AttentionDirective.Select select) {
    return new PatternShape(
        forward.canvases(),
        spec.layers(),
        spec.heads(),
        select.blockSize(),
        forward.canvasLength());
  }

  private void checkFits(Pattern pattern, Forward forward) {
    var held = pattern.shape();
    var needed =
        new PatternShape(
            forward.canvases(),
            spec.layers(),
            spec.heads(),
            held.blockSize(),
            forward.canvasLength());
    if (!held.equals(needed)) {
      throw new IllegalArgumentException(
          "the pattern is %s but the forward needs %s".formatted(held, needed));
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

  /** Frees device memory of patterns that are no longer held. */
  public void purge() {
    prepared.purge();
  }

  @Override
  public void close() {
    prepared.close();
    kernels.close();
    proposer.close();
    transformer.close();
    torch.close();
  }
}

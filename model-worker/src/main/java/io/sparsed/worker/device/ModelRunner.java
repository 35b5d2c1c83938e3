package io.sparsed.worker.device;

import io.sparsed.worker.attention.Attention;
import io.sparsed.worker.attention.AttentionDirective;
import io.sparsed.worker.attention.AttentionDirective.ScoreScale;
import io.sparsed.worker.attention.AttentionKernels;
import io.sparsed.worker.attention.AttentionKernels.PatternSelection;
import io.sparsed.worker.attention.BlockSelection;
import io.sparsed.worker.attention.Pattern;
import io.sparsed.worker.attention.PatternShape;
import io.sparsed.worker.cuda.HeadCounts;
import io.sparsed.worker.cuda.Kernels;
import io.sparsed.worker.model.Cancellation;
import io.sparsed.worker.model.Layers;
import io.sparsed.worker.model.ModelSpec;
import io.sparsed.worker.model.Sequence;
import io.sparsed.worker.model.Transformer;
import io.sparsed.worker.model.WeightSource;
import io.sparsed.worker.proposal.Proposals;
import io.sparsed.worker.proposal.Proposer;
import io.sparsed.worker.tensor.Torch;
import io.sparsed.worker.timing.PartTimer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * A loaded model that turns forwards into results. A forward is a pure function of its argument and
 * of the pattern it names. Owned by the device thread.
 */
public final class ModelRunner implements AutoCloseable {
  private final Torch torch;
  private final Kernels kernels;
  private final ModelSpec spec;
  private final Transformer transformer;
  private final Proposer proposer;
  private final AttentionKernels attention;
  private final PatternStore patterns;
  private final PreparedPatterns prepared;

  /**
   * Loads the weights.
   *
   * @param torch the device; closed with this
   * @param kernels what serves it beside libtorch
   */
  public ModelRunner(
      Torch torch, Kernels kernels, ModelSpec spec, WeightSource weights, PatternStore patterns) {
    this.torch = torch;
    this.kernels = kernels;
    this.spec = spec;
    var layers = Layers.load(torch, kernels, spec, weights);
    this.transformer = new Transformer(torch, spec, weights, layers);
    this.proposer = new Proposer(torch, kernels, spec, transformer);
    var heads = new HeadCounts(spec.heads(), spec.kvHeads(), spec.headDim());
    this.attention = AttentionKernels.of(torch, kernels, heads);
    this.patterns = patterns;
    this.prepared = new PreparedPatterns(attention, patterns);
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
      case AttentionDirective.Dense() -> {
        var proposals = propose(forward, branch -> Attention.dense(attention), stop);
        yield new ForwardResult(proposals, Optional.empty(), since(start));
      }
      case AttentionDirective.Select select -> {
        patterns.checkFits(shape(forward, select.blockSize()).bytes());
        try (var selection = select(forward, select)) {
          var proposals =
              propose(forward, branch -> Attention.selecting(attention, selection, branch), stop);
          var pattern = selection.finish();
          patterns.put(select.patternId(), pattern);
          yield new ForwardResult(proposals, Optional.of(pattern), since(start));
        }
      }
      case AttentionDirective.Sparse(String id) -> {
        var pattern = patterns.get(id).orElseThrow(() -> new PatternMissingException(id));
        checkFits(pattern, forward);
        var ready = prepared.of(pattern);
        var proposals = propose(forward, branch -> Attention.sparse(ready, branch), stop);
        yield new ForwardResult(proposals, Optional.empty(), since(start));
      }
    };
  }

  /**
   * What the forward proposes.
   *
   * @param ofCanvas how each canvas attends, by its index
   */
  private Proposals propose(Forward forward, IntFunction<Attention> ofCanvas, Cancellation stop) {
    try (var scope = torch.manager().newSubManager()) {
      var wanted = forward.proposal();
      var asked = proposer.ask(scope, wanted, forward.canvases(), forward.step());
      var rows = proposer.rows(wanted);
      var sequences =
          IntStream.range(0, forward.canvases())
              .mapToObj(i -> new Sequence(canvas(forward, i), rows, ofCanvas.apply(i)))
              .toList();
      var hidden = transformer.forward(scope, sequences, stop);
      return proposer.propose(hidden, asked, forward.cfgScale());
    }
  }

  /** The canvas, or with index 1 the unconditional one, its prompt masked. */
  private int[] canvas(Forward forward, int index) {
    int[] ids = forward.tokenIds();
    if (index == 1) {
      Arrays.fill(ids, 0, forward.promptLength(), spec.maskToken());
    }
    return ids;
  }

  private PatternSelection select(Forward forward, AttentionDirective.Select select) {
    var selection =
        BlockSelection.of(
            forward.canvasLength(), forward.promptLength(), select.blockSize(), select.select());
    return attention.select(
        shape(forward, select.blockSize()), selection, scale(select.scoreScale()));
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
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

  /** What serves the model beside libtorch, for an operator. */
  public String kernels() {
    return kernels.description();
  }

  /** Bytes of the GPU's memory that are in use, libtorch's cache included; 0 on a CPU. */
  public long usedGpuBytes() {
    return torch.usedGpuBytes();
  }

  /** Times the parts of what is run. */
  public PartTimer timer() {
    return torch.timer();
  }

  /** Frees device memory of patterns that are no longer held. */
  public void purge() {
    prepared.purge();
  }

  @Override
  public void close() {
    prepared.close();
    attention.close();
    proposer.close();
    transformer.close();
    torch.close();
  }
}

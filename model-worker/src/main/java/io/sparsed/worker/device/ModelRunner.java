package io.sparsed.worker.device;

import io.sparsed.worker.attention.AttentionKernels;
import io.sparsed.worker.cuda.Kernels;
import io.sparsed.worker.model.Cancellation;
import io.sparsed.worker.model.Layers;
import io.sparsed.worker.model.LinearLayers;
import io.sparsed.worker.model.ModelSpec;
import io.sparsed.worker.model.Precision;
import io.sparsed.worker.model.Transformer;
import io.sparsed.worker.model.WeightSource;
import io.sparsed.worker.proposal.Proposer;
import io.sparsed.worker.tensor.Torch;
import io.sparsed.worker.timing.PartTimer;
import java.util.List;
import java.util.concurrent.CompletionException;

/**
 * A loaded model that turns forwards into results. A forward is a pure function of its argument and
 * of the pattern it names. Owned by the device thread.
 */
public final class ModelRunner implements AutoCloseable {
  private final Torch torch;
  private final Kernels kernels;
  private final LinearLayers linearLayers;
  private final ModelSpec spec;
  private final Transformer transformer;
  private final Proposer proposer;
  private final AttentionSetup attention;

  /**
   * Loads the weights.
   *
   * @param torch the device; closed with this
   * @param kernels what serves it beside libtorch
   */
  public ModelRunner(
      Torch torch, Kernels kernels, ModelSpec spec, WeightSource weights, PatternStore patterns) {
    this(torch, kernels, spec, weights, patterns, Precision.FULL);
  }

  /**
   * As above.
   *
   * @param precision that linear layers are asked for
   */
  public ModelRunner(
      Torch torch,
      Kernels kernels,
      ModelSpec spec,
      WeightSource weights,
      PatternStore patterns,
      Precision precision) {
    this.torch = torch;
    this.kernels = kernels;
    this.spec = spec;
    this.linearLayers = LinearLayers.choose(precision, kernels, spec);
    var layers = Layers.load(torch, kernels, spec, weights, linearLayers);
    this.transformer = new Transformer(torch, spec, weights, layers);
    this.proposer = new Proposer(torch, kernels, spec.vocabulary(), transformer);
    this.attention =
        new AttentionSetup(spec, AttentionKernels.of(torch, kernels, layers.heads()), patterns);
  }

  /**
   * Runs a forward.
   *
   * @throws PatternMissingException if it names a pattern that is not held
   * @throws IllegalArgumentException if its pattern does not fit its canvas
   * @throws java.util.concurrent.CancellationException if nobody waits for it any more
   */
  public ForwardResult run(Forward forward, Cancellation stop) {
    var queued = new QueuedForward(forward, stop);
    run(List.of(queued));
    try {
      return queued.result().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /**
   * Runs forwards as one pass and completes each; the result of one does not depend on the others.
   * If the pass itself fails, each of them runs alone, so that only those fail that must.
   */
  void run(List<QueuedForward> forwards) {
    attention.purge(); // the store forgets the least recently used on its own
    try (var pass = new Pass(torch, attention, proposer)) {
      forwards.forEach(pass::add);
      pass.run(transformer);
    } catch (RuntimeException e) {
      if (forwards.size() == 1) {
        forwards.getFirst().result().completeExceptionally(e);
      } else {
        forwards.stream()
            .filter(forward -> !forward.result().isDone())
            .forEach(forward -> run(List.of(forward)));
      }
    }
  }

  /** Returns the estimated load of a forward. */
  ForwardLoad load(Forward forward) {
    return ForwardLoad.of(spec, forward);
  }

  /** {@code cpu} or {@code cuda:N}. */
  public String device() {
    return torch.deviceName();
  }

  /** What serves the model beside libtorch, for an operator. */
  public String kernels() {
    return kernels.description() + linearLayers.description();
  }

  /** True if linear layers multiply in fp8. */
  public boolean inFp8() {
    return linearLayers instanceof LinearLayers.InFp8;
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
    attention.purge();
  }

  @Override
  public void close() {
    attention.close();
    proposer.close();
    transformer.close();
    torch.close();
  }
}

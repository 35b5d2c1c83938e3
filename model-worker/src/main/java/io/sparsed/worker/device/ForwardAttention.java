package io.sparsed.worker.device;

import io.sparsed.worker.attention.Attention;
import io.sparsed.worker.attention.AttentionDirective;
import io.sparsed.worker.attention.AttentionKernels;
import io.sparsed.worker.attention.AttentionKernels.PatternSelection;
import io.sparsed.worker.attention.AttentionKernels.PreparedPattern;
import io.sparsed.worker.attention.Pattern;
import java.util.Optional;

/** How one forward attends: readied before its pass, finished after it. */
sealed interface ForwardAttention extends AutoCloseable {
  /**
   * How a canvas of the forward attends.
   *
   * @param index 1 is the unconditional one
   */
  Attention ofCanvas(int index);

  /** The pattern that was taken, if one was to be; waits for the device. */
  default Optional<Pattern> finish() {
    return Optional.empty();
  }

  /** Returns the share of the key blocks that a query block attends to. */
  default double attended() {
    return 1;
  }

  @Override
  default void close() {
    // most hold nothing of their own
  }

  /** Every query attends to every key. */
  record Dense(AttentionKernels kernels) implements ForwardAttention {
    @Override
    public Attention ofCanvas(int index) {
      return new Attention.Dense(kernels);
    }
  }

  /**
   * Dense attention from which a pattern is taken and kept.
   *
   * @param selection the pattern in the making
   * @param store where the pattern is kept
   * @param directive what was asked for
   * @param promptLength tokens of the prompt
   */
  record DenseAndSelect(
      AttentionKernels kernels,
      PatternSelection selection,
      PatternStore store,
      AttentionDirective.DenseAndSelect directive,
      int promptLength)
      implements ForwardAttention {
    @Override
    public Attention ofCanvas(int index) {
      return new Attention.DenseAndSelect(kernels, selection, index);
    }

    @Override
    public Optional<Pattern> finish() {
      var pattern = directive.finish(selection.finish(), promptLength);
      store.put(directive.patternId(), pattern);
      return Optional.of(pattern);
    }

    @Override
    public void close() {
      selection.close();
    }
  }

  /**
   * Block-sparse attention.
   *
   * @param attended share of the key blocks that the pattern keeps
   */
  record Sparse(PreparedPattern pattern, double attended) implements ForwardAttention {
    @Override
    public Attention ofCanvas(int index) {
      return new Attention.Sparse(pattern, index);
    }
  }
}

package io.sparsed.worker.device;

import io.sparsed.worker.attention.Attention;
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
   * Dense, and a pattern is taken and kept.
   *
   * @param id under which the store keeps it
   */
  record Selecting(
      AttentionKernels kernels, PatternSelection selection, PatternStore store, String id)
      implements ForwardAttention {
    @Override
    public Attention ofCanvas(int index) {
      return new Attention.Selecting(kernels, selection, index);
    }

    @Override
    public Optional<Pattern> finish() {
      var pattern = selection.finish();
      store.put(id, pattern);
      return Optional.of(pattern);
    }

    @Override
    public void close() {
      selection.close();
    }
  }

  /** Only the blocks of a pattern. */
  record Sparse(PreparedPattern pattern) implements ForwardAttention {
    @Override
    public Attention ofCanvas(int index) {
      return new Attention.Sparse(pattern, index);
    }
  }
}

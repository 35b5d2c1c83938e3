package io.sparsed.worker.attention;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.cuda.HeadCounts;
import io.sparsed.worker.cuda.Kernels;
import io.sparsed.worker.tensor.Torch;

/**
 * The AttentionKernels of a device compute attention, dense or block-sparse, and select patterns,
 * for one sequence at a time. The scale of attention is 1/sqrt(headDim). Used by the thread that
 * owns the device.
 */
public interface AttentionKernels extends AutoCloseable {
  /**
   * Attends with every wanted query to every key of its sequence.
   *
   * @param owner the manager that closes the result
   * @return [wanted rows, heads * headDim]
   */
  PtNDArray dense(NDManager owner, HeadTensors in, Span span);

  /**
   * Attends with every wanted query to every key of its sequence, for sequences side by side.
   *
   * @return [wanted rows, heads * headDim], one sequence after another
   */
  default PtNDArray dense(NDManager owner, HeadTensors in, SpanRun run) {
    return Torch.concat(owner, run.each().map(span -> dense(owner, in, span)).toList());
  }

  /**
   * Begins a pattern that is taken layer by layer.
   *
   * @param selection how many key blocks a query block keeps
   * @param scale factor of the scores from which the blocks are chosen
   */
  PatternSelection select(PatternShape shape, BlockSelection selection, double scale);

  /**
   * Prepares a pattern for use on the device; the result holds device memory until it is closed.
   */
  PreparedPattern prepare(Pattern pattern);

  @Override
  void close();

  /** Returns kernels that run on any torch device. */
  static AttentionKernels portable(Torch torch) {
    return new PortableKernels(torch);
  }

  /** Returns the kernels that serve a model's heads on a device. */
  static AttentionKernels of(
      Torch torch, Kernels kernels, HeadCounts heads, AttentionPrecision precision) {
    return switch (kernels) {
      case Kernels.Cuda(var cuda) -> new CudaAttention(torch, cuda, heads, precision);
      case Kernels.Portable _ -> portable(torch);
    };
  }

  /** A PatternSelection takes a pattern layer by layer. It may hold device memory until closed. */
  interface PatternSelection extends AutoCloseable {
    /** Chooses the key blocks of one layer of a branch from all queries and keys of a sequence. */
    void add(int branch, int layer, HeadTensors in, Span span);

    /** Returns the pattern once every layer of every branch was added; waits for the device. */
    Pattern finish();

    @Override
    void close();
  }

  /** A PreparedPattern is a pattern on its device. */
  interface PreparedPattern extends AutoCloseable {
    /**
     * Attends with each wanted query to the key blocks that the pattern keeps for its query block.
     * The first wanted row is a multiple of {@link #alignment}.
     *
     * @param owner the manager that closes the result
     * @return [wanted rows, heads * headDim]
     */
    PtNDArray sparse(NDManager owner, int branch, int layer, HeadTensors in, Span span);

    /** Returns the number of which the first of so many wanted rows must be a multiple. */
    int alignment(int rows);

    @Override
    void close();
  }
}

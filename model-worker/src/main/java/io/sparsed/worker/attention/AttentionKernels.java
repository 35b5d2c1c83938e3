package io.sparsed.worker.attention;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.cuda.HeadCounts;
import io.sparsed.worker.cuda.Kernels;
import io.sparsed.worker.tensor.Torch;

/**
 * The three kinds of work that attention is, as one device does them, a sequence at a time. The
 * scale of attention is 1/sqrt(headDim). Used by the thread that owns the device.
 */
public interface AttentionKernels extends AutoCloseable {
  /**
   * Every wanted query attends to every key of its sequence.
   *
   * @param owner the manager that closes the result
   * @return [wanted rows, heads * headDim]
   */
  PtNDArray dense(NDManager owner, HeadTensors in, Span span);

  /**
   * As {@link #dense(NDManager, HeadTensors, Span)}, for sequences side by side.
   *
   * @return [wanted rows, heads * headDim], one sequence after another
   */
  default PtNDArray dense(NDManager owner, HeadTensors in, SpanRun run) {
    return Torch.concat(owner, run.each().map(span -> dense(owner, in, span)).toList());
  }

  /**
   * Begins a pattern that is taken layer by layer.
   *
   * @param scale of the scores from which the blocks are chosen
   */
  PatternSelection select(PatternShape shape, BlockSelection selection, double scale);

  /** Readies a pattern for use on the device; the result holds device memory until closed. */
  PreparedPattern prepare(Pattern pattern);

  @Override
  void close();

  /** The kernels that run on any torch device. */
  static AttentionKernels portable(Torch torch) {
    return new PortableKernels(torch);
  }

  /** The kernels for a model's heads on a device. */
  static AttentionKernels of(Torch torch, Kernels kernels, HeadCounts heads) {
    return switch (kernels) {
      case Kernels.Cuda(var cuda) -> new CudaAttention(torch, cuda, heads);
      case Kernels.Portable _ -> portable(torch);
    };
  }

  /** A pattern in the making. It may hold device memory until closed. */
  interface PatternSelection extends AutoCloseable {
    /** Chooses the blocks of one layer of a branch from all its queries and keys. */
    void add(int branch, int layer, HeadTensors in, Span span);

    /** The pattern, once every layer of every branch was added; waits for the device. */
    Pattern finish();

    @Override
    void close();
  }

  /** A pattern on its device. */
  interface PreparedPattern extends AutoCloseable {
    /**
     * Each wanted query attends to the key blocks that the pattern keeps for its block.
     *
     * @param owner the manager that closes the result
     * @return [wanted rows, heads * headDim]
     */
    PtNDArray sparse(NDManager owner, int branch, int layer, HeadTensors in, Span span);

    @Override
    void close();
  }
}

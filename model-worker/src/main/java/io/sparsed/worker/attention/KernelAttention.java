package io.sparsed.worker.attention;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.cuda.CudaDevice;
import io.sparsed.worker.cuda.Heads;

/** Runs the attention kernel on the tensors of a sequence. */
final class KernelAttention {
  private KernelAttention() {}

  /**
   * Attends with the wanted rows.
   *
   * @param pattern address of the first wanted query block's words in the first head; 0 keeps
   *     everything
   * @param wordsPerHead words from a head to the next
   * @return [wanted rows, heads * headDim]
   */
  static PtNDArray attend(
      CudaDevice cuda,
      NDManager owner,
      HeadTensors in,
      Span span,
      int blockSize,
      long pattern,
      long wordsPerHead) {
    int rows = span.wanted().count();
    var counts = in.counts();
    long width = (long) counts.heads() * counts.headDim();
    var output = cuda.empty(owner, rows, width);
    cuda.kernels()
        .attention()
        .attend(
            cuda.heads(in.q()).from(span.firstQuery()),
            cuda.heads(in.k()).from(span.first()),
            cuda.heads(in.v()).from(span.first()),
            new Heads(cuda.address(output), width, counts.headDim()),
            counts,
            rows,
            span.length(),
            blockSize,
            pattern,
            wordsPerHead,
            cuda.stream());
    return output;
  }
}

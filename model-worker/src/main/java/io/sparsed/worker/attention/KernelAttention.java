package io.sparsed.worker.attention;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.cuda.CudaDevice;
import io.sparsed.worker.cuda.Heads;

/** Runs the attention kernel on the tensors of a sequence. */
final class KernelAttention {
  /** Most rows for which the keys are split over the device. */
  private static final int FEW_ROWS = 256;

  private KernelAttention() {}

  /** Returns true if so many rows may begin anywhere in their query block. */
  static boolean areFew(int rows) {
    return rows <= FEW_ROWS;
  }

  /** Returns true if our kernels serve heads of this size. */
  static boolean serves(int headDim) {
    return headDim == 64 || headDim == 128;
  }

  /**
   * Attends with the wanted rows.
   *
   * @param pattern address of the first wanted query block's words in the first head; 0 keeps
   *     everything. Unless the rows {@link #areFew}, the first begins a query block.
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
    if (areFew(rows)) {
      attendFew(cuda, owner, in, span, blockSize, pattern, wordsPerHead, output);
      return output;
    }
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

  private static void attendFew(
      CudaDevice cuda,
      NDManager owner,
      HeadTensors in,
      Span span,
      int blockSize,
      long pattern,
      long wordsPerHead,
      PtNDArray output) {
    int rows = span.wanted().count();
    var counts = in.counts();
    var kernel = cuda.kernels().attention();
    long bytes = kernel.fewRowsWorkspaceBytes(counts, rows, span.length(), blockSize);
    try (var workspace = cuda.words(owner, Math.ceilDiv(bytes, Long.BYTES))) {
      kernel.attendFew(
          cuda.heads(in.q()).from(span.firstQuery()),
          cuda.heads(in.k()).from(span.first()),
          cuda.heads(in.v()).from(span.first()),
          new Heads(
              cuda.address(output), (long) counts.heads() * counts.headDim(), counts.headDim()),
          counts,
          rows,
          span.length(),
          blockSize,
          pattern,
          wordsPerHead,
          pattern == 0 ? 0 : span.wanted().first() % blockSize,
          cuda.memory(workspace),
          cuda.stream());
    }
  }
}

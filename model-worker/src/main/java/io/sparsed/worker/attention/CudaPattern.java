package io.sparsed.worker.attention;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.attention.AttentionKernels.PreparedPattern;
import io.sparsed.worker.cuda.FewRows.PatternRows;
import io.sparsed.worker.tensor.Torch;
import io.sparsed.worker.timing.Part;

/** A CudaPattern holds a pattern's words on a GPU, all branches and layers in one tensor. */
final class CudaPattern implements PreparedPattern {
  private final Torch torch;
  private final KernelAttention kernel;
  private final PatternShape shape;
  private final PtNDArray words;

  CudaPattern(Torch torch, KernelAttention kernel, Pattern pattern) {
    this.torch = torch;
    this.kernel = kernel;
    this.shape = pattern.shape();
    this.words = torch.upload(torch.manager(), pattern.words());
  }

  @Override
  public PtNDArray sparse(NDManager owner, int branch, int layer, HeadTensors in, Span span) {
    torch.timer().begin(Part.ATTENTION);
    var rows = rows(branch, layer, span.wanted().first());
    return kernel.attend(owner, in, span, rows);
  }

  /** Returns the part of the pattern for query rows from a row of the canvas on. */
  PatternRows rows(int branch, int layer, int firstRow) {
    long firstWord = shape.rowStart(branch, layer, 0, firstRow / shape.blockSize());
    return new PatternRows(
        kernel.cuda().address(words) + firstWord * Long.BYTES,
        (long) shape.blocks() * shape.wordsPerRow(),
        shape.blockSize(),
        firstRow % shape.blockSize());
  }

  @Override
  public int alignment(int rows) {
    return KernelAttention.areFew(rows) ? 1 : shape.blockSize();
  }

  @Override
  public void close() {
    words.close();
  }
}

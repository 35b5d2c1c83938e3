package io.sparsed.worker.attention;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.attention.AttentionKernels.PatternSelection;
import io.sparsed.worker.cuda.CudaDevice;
import io.sparsed.worker.cuda.SelectionKernel.Choice;
import io.sparsed.worker.tensor.Torch;
import io.sparsed.worker.timing.Part;

/** A CudaSelection takes a pattern on a GPU. The host waits once, for the whole pattern. */
final class CudaSelection implements PatternSelection {
  private final Torch torch;
  private final CudaDevice cuda;
  private final PatternShape shape;
  private final Choice choice;
  private final float scale;
  private final NDManager memory;
  private final PtNDArray words;
  private final PtNDArray workspace;

  CudaSelection(
      Torch torch, CudaDevice cuda, PatternShape shape, BlockSelection selection, double scale) {
    this.torch = torch;
    this.cuda = cuda;
    this.shape = shape;
    this.choice = new Choice(selection.last(), selection.keep(), selection.keepGeneration());
    this.scale = (float) scale;
    this.memory = torch.manager().newSubManager();
    this.words = cuda.words(memory, shape.words());
    long scratch =
        cuda.kernels()
            .selection()
            .workspaceBytes(shape.heads(), shape.canvasLength(), shape.blockSize());
    this.workspace = cuda.words(memory, Math.ceilDiv(scratch, Long.BYTES));
  }

  @Override
  public void add(int branch, int layer, HeadTensors in, Span span) {
    torch.timer().begin(Part.SELECTION);
    cuda.kernels()
        .selection()
        .select(
            cuda.heads(in.q()).from(span.first()),
            cuda.heads(in.k()).from(span.first()),
            in.counts(),
            span.length(),
            shape.blockSize(),
            scale,
            choice,
            cuda.address(words) + (long) shape.rowStart(branch, layer, 0, 0) * Long.BYTES,
            cuda.workspace(workspace),
            cuda.stream());
  }

  @Override
  public Pattern finish() {
    return Pattern.of(shape, torch.download(words));
  }

  @Override
  public void close() {
    memory.close();
  }
}

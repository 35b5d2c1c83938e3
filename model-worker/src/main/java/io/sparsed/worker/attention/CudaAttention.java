package io.sparsed.worker.attention;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.cuda.CudaDevice;
import io.sparsed.worker.cuda.CudaException;
import io.sparsed.worker.cuda.HeadCounts;
import io.sparsed.worker.tensor.ElementType;
import io.sparsed.worker.tensor.Torch;
import io.sparsed.worker.timing.Part;
import java.util.HashSet;
import java.util.Set;

/**
 * A CudaAttention computes attention by our CUDA kernels, in bf16 or, with many rows, in fp8. A
 * head or block size that no kernel serves goes the portable way.
 */
final class CudaAttention implements AttentionKernels {
  private static final int TRIAL_TOKENS = 512;

  private final Torch torch;
  private final CudaDevice cuda;
  private final KernelAttention kernel;
  private final AttentionKernels portable;
  private final CudaDense dense;
  private final Set<Integer> blockSizes = new HashSet<>();

  /** Tries each kernel once, so that a refusal is known before a request meets it. */
  CudaAttention(Torch torch, CudaDevice cuda, HeadCounts heads, AttentionPrecision precision) {
    this.torch = torch;
    this.cuda = cuda;
    this.kernel = new KernelAttention(cuda, precision);
    this.portable = new PortableKernels(torch);
    try (var scope = torch.manager().newSubManager()) {
      var trial = HeadTensors.normal(torch, scope, ElementType.BFLOAT16, TRIAL_TOKENS, heads);
      this.dense = CudaDense.choose(torch, kernel, trial, portable);
      for (int size = PatternShape.MIN_BLOCK_SIZE; size <= PatternShape.MAX_BLOCK_SIZE; size *= 2) {
        tryBlocks(scope, size, trial);
      }
    }
  }

  private void tryBlocks(NDManager scope, int size, HeadTensors trial) {
    var span = new Span(0, TRIAL_TOKENS, RowRange.all(TRIAL_TOKENS));
    var shape = new PatternShape(1, 1, trial.counts().heads(), size, TRIAL_TOKENS);
    var rule = BlockSelection.of(TRIAL_TOKENS, 0, size, 1);
    try (var selection = new CudaSelection(torch, cuda, shape, rule, 1)) {
      selection.add(0, 0, trial, span);
      try (var pattern = new CudaPattern(torch, kernel, selection.finish())) {
        pattern.sparse(scope, 0, 0, trial, span).close();
        blockSizes.add(size);
      }
    } catch (CudaException e) {
      cuda.refuse(
          "attention in blocks of %d tokens".formatted(size), String.valueOf(e.getMessage()));
    }
  }

  @Override
  public PtNDArray dense(NDManager owner, HeadTensors in, Span span) {
    torch.timer().begin(Part.ATTENTION);
    return dense.attend(owner, in, span);
  }

  @Override
  public PatternSelection select(PatternShape shape, BlockSelection selection, double scale) {
    return blockSizes.contains(shape.blockSize())
        ? new CudaSelection(torch, cuda, shape, selection, scale)
        : portable.select(shape, selection, scale);
  }

  @Override
  public PreparedPattern prepare(Pattern pattern) {
    return blockSizes.contains(pattern.shape().blockSize())
        ? new CudaPattern(torch, kernel, pattern)
        : portable.prepare(pattern);
  }

  @Override
  public void close() {
    dense.close();
    portable.close();
  }
}

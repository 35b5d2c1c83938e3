package io.sparsed.worker.attention;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;
import io.sparsed.worker.timing.Part;

/** Attention through ATen operators alone. */
final class PortableKernels implements AttentionKernels {
  private final Torch torch;
  private final Script dense;
  private final Script sparse;
  private final Script selection;

  PortableKernels(Torch torch) {
    this.torch = torch;
    this.dense = torch.script("dense_attention");
    this.sparse = torch.script("sparse_attention");
    this.selection = torch.script("pattern_selection");
  }

  @Override
  public PtNDArray dense(NDManager owner, HeadTensors in, Span span) {
    torch.timer().begin(Part.ATTENTION);
    return dense.call(
        owner,
        in.q(),
        in.k(),
        in.v(),
        span.first(),
        span.length(),
        span.firstQuery(),
        span.wanted().count());
  }

  @Override
  public PatternSelection select(PatternShape shape, BlockSelection chosen, double scale) {
    return new PortableSelection(torch, selection, shape, chosen, scale);
  }

  @Override
  public PreparedPattern prepare(Pattern pattern) {
    return new GatheredPattern(torch, this, sparse, pattern);
  }

  @Override
  public void close() {
    dense.close();
    sparse.close();
    selection.close();
  }
}

package io.sparsed.worker.attention;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;
import io.sparsed.worker.timing.Part;

/**
 * The PortableKernels compute attention through ATen operators alone, on any device and in any
 * type.
 */
final class PortableKernels implements AttentionKernels {
  private final Torch torch;
  private final Script dense;
  private final Script sparse;
  private final Script masked;
  private final Script patternSelection;

  PortableKernels(Torch torch) {
    this.torch = torch;
    this.dense = torch.script("dense_attention");
    this.sparse = torch.script("sparse_attention");
    this.masked = torch.script("masked_attention");
    this.patternSelection = torch.script("pattern_selection");
  }

  @Override
  public PtNDArray dense(NDManager owner, HeadTensors in, Span span) {
    return dense(owner, in, SpanRun.of(span));
  }

  @Override
  public PtNDArray dense(NDManager owner, HeadTensors in, SpanRun run) {
    torch.timer().begin(Part.ATTENTION);
    return dense.call(
        owner,
        in.q(),
        in.k(),
        in.v(),
        run.first().first(),
        run.first().length(),
        run.count(),
        run.first().firstQuery(),
        run.first().wanted().count(),
        run.queryStride());
  }

  @Override
  public PatternSelection select(PatternShape shape, BlockSelection selection, double scale) {
    return new PortableSelection(torch, patternSelection, shape, selection, scale);
  }

  @Override
  public PreparedPattern prepare(Pattern pattern) {
    return MaskedPattern.serves(torch, pattern.shape())
        ? new MaskedPattern(torch, masked, pattern)
        : new GatheredPattern(torch, this, sparse, pattern);
  }

  @Override
  public void close() {
    dense.close();
    sparse.close();
    masked.close();
    patternSelection.close();
  }
}

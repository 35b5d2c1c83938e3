package io.sparsed.worker.attention;

import io.sparsed.worker.attention.AttentionKernels.PatternSelection;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;
import io.sparsed.worker.timing.Part;

/** A PortableSelection takes a pattern on the host; each layer waits for the device. */
final class PortableSelection implements PatternSelection {
  /** Bytes of scores to work on at a time: they stay in a CPU's cache, or fill a GPU. */
  private static final long CPU_BYTES = 8L << 20;

  private static final long GPU_BYTES = 256L << 20;

  private final Torch torch;
  private final Script script;
  private final BlockSelection selection;
  private final double scale;
  private final Pattern.Builder pattern;

  PortableSelection(
      Torch torch, Script script, PatternShape shape, BlockSelection selection, double scale) {
    this.torch = torch;
    this.script = script;
    this.selection = selection;
    this.scale = scale;
    this.pattern = new Pattern.Builder(shape);
  }

  @Override
  public void add(int branch, int layer, HeadTensors in, Span span) {
    torch.timer().begin(Part.SELECTION);
    int blockSize = pattern.shape().blockSize();
    try (var kept =
        script.call(
            torch.manager(),
            in.q(),
            in.k(),
            span.first(),
            span.length(),
            scale,
            blockSize,
            selection.last(),
            selection.keep(),
            selection.keepGeneration(),
            rowsAtOnce(blockSize, span.length()))) {
      pattern.layer(branch, layer, kept.toByteArray());
    }
  }

  /** Returns a multiple of the block size, or a power of two below it. */
  private long rowsAtOnce(int blockSize, long length) {
    long bytes = torch.isGpu() ? GPU_BYTES : CPU_BYTES;
    long rows = Math.max(1, bytes / (length * Float.BYTES));
    return rows >= blockSize ? rows - rows % blockSize : Long.highestOneBit(rows);
  }

  @Override
  public Pattern finish() {
    return pattern.build();
  }

  @Override
  public void close() {
    // everything is on the host
  }
}

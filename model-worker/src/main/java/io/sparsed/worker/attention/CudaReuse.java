package io.sparsed.worker.attention;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.cuda.CudaDevice;
import io.sparsed.worker.cuda.FewRows;
import io.sparsed.worker.cuda.FewRows.Replacement;
import io.sparsed.worker.cuda.Heads;
import io.sparsed.worker.tensor.Torch;
import io.sparsed.worker.timing.Part;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A CudaReuse attends to kept keys and values on a GPU: the active rows of all canvases in one call
 * of our kernel, which also writes their keys and values. Rows that it does not serve go the
 * portable way.
 */
final class CudaReuse implements ReuseAttention {
  private final Torch torch;
  private final CudaDevice cuda;
  private final ReuseAttention portable;

  /**
   * Makes the attention of a device.
   *
   * @param portable closed with this
   */
  CudaReuse(Torch torch, CudaDevice cuda, ReuseAttention portable) {
    this.torch = torch;
    this.cuda = cuda;
    this.portable = portable;
  }

  @Override
  public PtNDArray attend(
      NDManager owner, int layer, HeadTensors in, List<ActiveRows> canvases, int unused) {
    if (!areServed(canvases)) {
      return portable.attend(owner, layer, in, canvases, unused);
    }
    var counts = in.counts();
    torch.timer().begin(Part.ATTENTION);
    int rows = canvases.stream().mapToInt(canvas -> canvas.kept().active().count()).sum();
    var output = cuda.empty(owner, rows + unused, (long) counts.heads() * counts.headDim());
    var next = KernelAttention.rows(cuda, output, counts);
    var inputs = new Inputs(cuda.heads(in.q()), cuda.heads(in.k()), cuda.heads(in.v()));
    var sequences = new ArrayList<FewRows>();
    for (var canvas : canvases) {
      sequences.add(fewRows(layer, inputs, canvas, next));
      next = next.from(canvas.kept().active().count());
    }
    // the kernel takes neighbours of one block size in one launch
    sequences.sort(Comparator.comparingInt(each -> each.pattern().blockSize()));
    KernelAttention.attendFew(cuda, owner, sequences, counts);
    return output;
  }

  /** Returns true if our kernel serves all canvases: then nothing of libtorch's is queued. */
  @Override
  public boolean isRecordable(List<ActiveRows> canvases) {
    return areServed(canvases);
  }

  private static boolean areServed(List<ActiveRows> canvases) {
    return canvases.stream().allMatch(CudaReuse::isServed);
  }

  private record Inputs(Heads q, Heads k, Heads v) {}

  private static boolean isServed(ActiveRows canvas) {
    return KernelAttention.areFew(canvas.kept().active().count())
        && switch (canvas.attention()) {
          case Attention.Dense _ -> true;
          case Attention.Sparse(var pattern, _) -> pattern instanceof CudaPattern;
          case Attention.DenseAndSelect _ -> false;
        };
  }

  private FewRows fewRows(int layer, Inputs in, ActiveRows canvas, Heads output) {
    var kept = canvas.kept();
    var active = kept.active();
    var pattern =
        canvas.attention() instanceof Attention.Sparse(CudaPattern words, _)
            ? words.rows(canvas.branch(), layer, active.first())
            : KernelAttention.EVERY_BLOCK;
    return new FewRows(
        in.q().from(canvas.firstQuery()),
        kept.heads(cuda, layer),
        output,
        Optional.of(
            new Replacement(
                in.k().from(canvas.firstKey()), in.v().from(canvas.firstKey()), active.first())),
        pattern,
        active.count(),
        kept.length());
  }

  @Override
  public void close() {
    portable.close();
  }
}

package io.sparsed.worker.attention;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.attention.AttentionKernels.PreparedPattern;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;
import io.sparsed.worker.timing.Part;
import java.util.List;

/**
 * A PortableReuse attends to kept keys and values by the kernels that attend in any pass, one
 * canvas after another.
 */
final class PortableReuse implements ReuseAttention {
  private final Torch torch;
  private final Script paddedQueries;
  private final Script unusedRows;

  PortableReuse(Torch torch) {
    this.torch = torch;
    this.paddedQueries = torch.script("padded_queries");
    this.unusedRows = torch.script("unused_rows");
  }

  @Override
  public PtNDArray attend(
      NDManager owner, int layer, HeadTensors in, List<ActiveRows> canvases, int unused) {
    var attended =
        Torch.concat(
            owner, canvases.stream().map(canvas -> attend(owner, layer, in, canvas)).toList());
    return unused == 0 ? attended : unusedRows.call(owner, attended, unused);
  }

  private PtNDArray attend(NDManager owner, int layer, HeadTensors in, ActiveRows canvas) {
    torch.timer().begin(Part.ATTENTION);
    var all = canvas.kept().replaceActive(owner, layer, in, canvas.firstKey());
    return switch (canvas.attention()) {
      case Attention.Dense(var kernels) -> kernels.dense(owner, all, canvas.span());
      case Attention.Sparse(var pattern, _) -> sparse(owner, layer, all, pattern, canvas);
      case Attention.DenseAndSelect _ ->
          throw new IllegalArgumentException("a pattern is taken from all rows");
    };
  }

  /** Attends by a pattern, with zeros before the queries so that they begin where a block does. */
  private PtNDArray sparse(
      NDManager owner, int layer, HeadTensors in, PreparedPattern pattern, ActiveRows canvas) {
    var active = canvas.kept().active();
    int pad = active.first() % pattern.alignment(active.count());
    if (pad == 0) {
      return pattern.sparse(owner, canvas.branch(), layer, in, canvas.span());
    }
    var queries = paddedQueries.call(owner, in.q(), canvas.firstQuery(), active.count(), pad);
    var rows = new RowRange(active.first() - pad, pad + active.count());
    var attended =
        pattern.sparse(
            owner,
            canvas.branch(),
            layer,
            new HeadTensors(queries, in.k(), in.v()),
            new Span(0, canvas.kept().length(), rows, 0));
    return torch.rows(owner, attended, pad, active.count());
  }

  @Override
  public void close() {
    paddedQueries.close();
    unusedRows.close();
  }
}

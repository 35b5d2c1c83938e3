package io.sparsed.worker.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.attention.Attention;
import io.sparsed.worker.attention.AttentionKernels.PreparedPattern;
import io.sparsed.worker.attention.HeadTensors;
import io.sparsed.worker.attention.KeptKeyValues;
import io.sparsed.worker.attention.RowRange;
import io.sparsed.worker.attention.Span;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;
import io.sparsed.worker.timing.Part;

/** A ReuseAttention attends with the active rows of a canvas to its kept keys and values. */
final class ReuseAttention implements AutoCloseable {
  private final Torch torch;
  private final Script paddedQueries;
  private final Script unusedRows;

  ReuseAttention(Torch torch) {
    this.torch = torch;
    this.paddedQueries = torch.script("padded_queries");
    this.unusedRows = torch.script("unused_rows");
  }

  /**
   * Attends in one layer; the keys and values of the active rows replace the kept ones first.
   *
   * @param in queries, keys and values of the pass
   * @param firstKey index of the canvas's first active row among the keys and values of the pass
   * @param firstQuery index of its query
   * @return [active rows, heads * headDim]
   */
  PtNDArray attend(
      NDManager owner,
      int layer,
      HeadTensors in,
      int firstKey,
      int firstQuery,
      KeptKeyValues kept,
      Sequence sequence) {
    torch.timer().begin(Part.ATTENTION);
    var all = kept.replaceActive(owner, layer, in, firstKey);
    return switch (sequence.attention()) {
      case Attention.Dense(var kernels) ->
          kernels.dense(owner, all, new Span(0, kept.length(), kept.active(), firstQuery));
      case Attention.Sparse(var pattern, _) ->
          sparse(owner, pattern, sequence.branch(), layer, all, firstQuery, kept);
      case Attention.DenseAndSelect _ ->
          throw new IllegalArgumentException("a pattern is taken from all rows");
    };
  }

  /** Attends by a pattern, with zeros before the queries so that they begin where a block does. */
  private PtNDArray sparse(
      NDManager owner,
      PreparedPattern pattern,
      int branch,
      int layer,
      HeadTensors in,
      int firstQuery,
      KeptKeyValues kept) {
    int count = kept.active().count();
    int pad = kept.active().first() % pattern.alignment(count);
    if (pad == 0) {
      return pattern.sparse(
          owner, branch, layer, in, new Span(0, kept.length(), kept.active(), firstQuery));
    }
    var queries = paddedQueries.call(owner, in.q(), firstQuery, count, pad);
    var rows = new RowRange(kept.active().first() - pad, pad + count);
    var attended =
        pattern.sparse(
            owner,
            branch,
            layer,
            new HeadTensors(queries, in.k(), in.v()),
            new Span(0, kept.length(), rows, 0));
    return torch.rows(owner, attended, pad, count);
  }

  /** Returns rows [n, width] with some unused rows behind them. */
  PtNDArray withUnused(NDManager owner, PtNDArray rows, int unused) {
    return unused == 0 ? rows : unusedRows.call(owner, rows, unused);
  }

  @Override
  public void close() {
    paddedQueries.close();
    unusedRows.close();
  }
}

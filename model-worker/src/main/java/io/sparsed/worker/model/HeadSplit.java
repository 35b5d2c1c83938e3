package io.sparsed.worker.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.attention.HeadTensors;
import io.sparsed.worker.attention.RowRange;
import java.util.List;
import java.util.Optional;

/**
 * A HeadSplit splits a pass of few rows: every device computes all rows, since that takes no longer
 * than to compute some, and attends with its own heads.
 */
record HeadSplit(Exchange exchange, Sequences sequences) implements Split {
  @Override
  public long[] tokenIds() {
    return sequences.tokenIds();
  }

  @Override
  public List<RowRange> rows() {
    return sequences.rows();
  }

  @Override
  public Optional<long[]> enoughQueries() {
    return sequences.enoughQueries();
  }

  @Override
  public Optional<Object> recordingKey() {
    return sequences.recordingKey();
  }

  @Override
  public HeadTensors toHeads(NDManager owner, HeadTensors own) {
    return new HeadTensors(
        ownHeads(owner, own.q()), ownHeads(owner, own.k()), ownHeads(owner, own.v()));
  }

  private PtNDArray ownHeads(NDManager owner, PtNDArray all) {
    long heads = all.getShape().get(1) / exchange.peers().devices();
    return exchange.torch().narrow(owner, all, 1, exchange.peers().index() * heads, heads);
  }

  @Override
  public PtNDArray toRows(NDManager owner, PtNDArray attended) {
    return everyHead(owner, attended);
  }

  @Override
  public PtNDArray everyHead(NDManager owner, PtNDArray attended) {
    int rows = Math.toIntExact(attended.getShape().get(0));
    return exchange.gatherHeads(owner, attended, _ -> new Exchange.Rows(0, rows), rows);
  }

  @Override
  public PtNDArray wantedRows(NDManager owner, PtNDArray x) {
    return sequences.wantedRows(owner, x);
  }
}

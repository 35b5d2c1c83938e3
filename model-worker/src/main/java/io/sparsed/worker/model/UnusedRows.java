package io.sparsed.worker.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;

/**
 * The UnusedRows make up for the rows that a pass lacks: a product of fewer rows may sum in another
 * order. Owned by the device thread.
 */
final class UnusedRows implements AutoCloseable {
  /** Rows from which on a GPU sums the products of a row in one order, however many rows are. */
  private static final int LEAST_GPU_ROWS = 128;

  private final int least;
  private final Script append;

  UnusedRows(Torch torch) {
    this.least = torch.isGpu() ? LEAST_GPU_ROWS : 1;
    this.append = torch.script("unused_rows");
  }

  /** Returns the fewest rows of a product. */
  int least() {
    return least;
  }

  /** Returns the rows that are missing. */
  int missing(int rows) {
    return Math.max(0, least - rows);
  }

  /** Returns rows [n, width] with unused rows behind them. */
  PtNDArray append(NDManager owner, PtNDArray rows, int unused) {
    return unused == 0 ? rows : append.call(owner, rows, unused);
  }

  @Override
  public void close() {
    append.close();
  }
}

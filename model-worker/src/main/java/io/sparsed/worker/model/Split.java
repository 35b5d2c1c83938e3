package io.sparsed.worker.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.attention.HeadTensors;
import io.sparsed.worker.attention.RowRange;
import java.util.List;
import java.util.Optional;

/**
 * A Split says which rows of a pass a device computes, and brings rows and heads to the devices
 * that need them. A device that is alone computes all, and needs nothing brought.
 */
interface Split {
  /** Returns the tokens of the rows that this device computes. */
  long[] tokenIds();

  /** Returns the canvas rows that this device computes, one sequence after another. */
  List<RowRange> rows();

  /**
   * Returns the rows of this device whose queries are enough for the last layer. Empty if it needs
   * the queries of all.
   */
  Optional<long[]> enoughQueries();

  /**
   * Returns what the work of the layers depends on, but for the tokens: passes of equal keys have
   * the same positions, and queue the same kernels with the same arguments. Empty if it cannot be
   * recorded.
   */
  default Optional<Object> recordingKey() {
    return Optional.empty();
  }

  /**
   * Brings queries, keys and values to the devices that attend with their heads.
   *
   * @param own of the rows of this device, with every head
   * @return of every row, with the heads of this device
   */
  default HeadTensors toHeads(NDManager owner, HeadTensors own) {
    return own;
  }

  /**
   * Brings what heads attended to back to the devices of their rows.
   *
   * @param attended [all rows, own heads * headDim]
   * @return [own rows, heads * headDim]
   */
  default PtNDArray toRows(NDManager owner, PtNDArray attended) {
    return attended;
  }

  /**
   * Brings what heads attended to in rows that every device computes to every device.
   *
   * @param attended [rows, own heads * headDim]
   * @return [rows, heads * headDim]
   */
  default PtNDArray everyHead(NDManager owner, PtNDArray attended) {
    return attended;
  }

  /**
   * Brings the wanted rows of each sequence to every device, unused ones behind them.
   *
   * @param x [own rows, hidden]
   * @return [wanted and unused rows, hidden]; perhaps a view of x
   */
  PtNDArray wantedRows(NDManager owner, PtNDArray x);
}

package io.sparsed.worker.attention;

import ai.djl.ndarray.NDManager;
import io.sparsed.worker.cuda.CudaDevice;
import io.sparsed.worker.cuda.KeyValueHeads;

/**
 * A KeptFormat decides how kept keys and values lie in a device's memory. Used by the thread of the
 * device.
 */
interface KeptFormat extends AutoCloseable {
  /** Allocates room for one layer of a canvas. */
  Layer allocate(NDManager memory, KeyValuesShape shape, int length);

  @Override
  void close();

  /** A Layer holds the keys, after the rotation, and the values of one layer of a canvas. */
  interface Layer {
    /**
     * Writes every row.
     *
     * @param owner the manager that closes what is needed on the way
     * @param in keys and values of a pass
     * @param first index of the canvas's first row among them
     */
    void keep(NDManager owner, HeadTensors in, int first);

    /**
     * Writes some rows, and returns all with the queries of a pass.
     *
     * @param owner the manager that closes the result
     * @param in queries, keys and values of a pass
     * @param first index of the first of the rows among the keys and values
     */
    HeadTensors replace(NDManager owner, HeadTensors in, int first, RowRange rows);

    /** Returns all rows as the kernels' argument. */
    KeyValueHeads heads(CudaDevice cuda);
  }
}

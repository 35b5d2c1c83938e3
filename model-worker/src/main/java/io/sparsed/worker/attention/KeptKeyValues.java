package io.sparsed.worker.attention;

import ai.djl.ndarray.NDManager;
import io.sparsed.worker.cuda.CudaDevice;
import io.sparsed.worker.cuda.KeyValueHeads;
import java.util.List;

/**
 * A KeptKeyValues holds the keys, after the rotation, and the values of every layer of one canvas.
 * A refresh writes them all; a reuse step writes those of the active rows again, always the same
 * rows, so that nothing of an earlier reuse step remains. Owned by the device thread.
 */
public final class KeptKeyValues implements AutoCloseable {
  private final RowRange active;
  private final int length;
  private final NDManager memory;
  private final List<KeptFormat.Layer> layers;

  /**
   * Makes keys and values of which nothing is written yet.
   *
   * @param memory owner of the layers' tensors, closed with this
   */
  KeptKeyValues(int length, RowRange active, NDManager memory, List<KeptFormat.Layer> layers) {
    this.length = length;
    this.active = active;
    this.memory = memory;
    this.layers = List.copyOf(layers);
  }

  /** Returns the tokens of the canvas. */
  public int length() {
    return length;
  }

  /** Returns the rows that reuse steps compute. */
  public RowRange active() {
    return active;
  }

  /**
   * Writes the keys and values of every row.
   *
   * @param in keys and values of a pass
   * @param first index of the canvas's first row among them
   */
  public void keep(NDManager owner, int layer, HeadTensors in, int first) {
    layers.get(layer).keep(owner, in, first);
  }

  /**
   * Writes the keys and values of the active rows, and returns all of them with the queries of a
   * pass.
   *
   * @param in queries, keys and values of a pass
   * @param first index of the first active row among the keys and values
   */
  public HeadTensors replaceActive(NDManager owner, int layer, HeadTensors in, int first) {
    return layers.get(layer).replace(owner, in, first, active);
  }

  /** Returns the keys and values of a layer as the kernels' argument. */
  KeyValueHeads heads(CudaDevice cuda, int layer) {
    return layers.get(layer).heads(cuda);
  }

  @Override
  public void close() {
    memory.close();
  }
}

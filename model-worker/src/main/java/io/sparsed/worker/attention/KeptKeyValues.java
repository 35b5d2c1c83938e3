package io.sparsed.worker.attention;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.cuda.CudaDevice;
import io.sparsed.worker.cuda.Heads;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;
import java.util.List;
import java.util.stream.Stream;

/**
 * A KeptKeyValues holds the keys, after the rotation, and the values of every layer of one canvas.
 * A refresh writes them all; a reuse step writes those of the active rows again, always the same
 * rows, so that nothing of an earlier reuse step remains. Owned by the device thread.
 */
public final class KeptKeyValues implements AutoCloseable {
  private final RowRange active;
  private final int length;
  private final NDManager memory;
  private final Script write;
  private final List<PtNDArray> layers;

  private KeptKeyValues(
      int length, RowRange active, NDManager memory, Script write, List<PtNDArray> layers) {
    this.length = length;
    this.active = active;
    this.memory = memory;
    this.write = write;
    this.layers = layers;
  }

  /**
   * Allocates room for the keys and values of a canvas.
   *
   * @param write the script {@code keep_key_values}
   * @param shape sizes of the model's keys and values
   * @param active rows of the canvas that reuse steps compute
   */
  public static KeptKeyValues allocate(
      Torch torch, Script write, KeyValuesShape shape, int length, RowRange active) {
    var memory = torch.manager().newSubManager();
    try {
      var layers =
          Stream.generate(
                  () ->
                      torch.empty(
                          memory, shape.type(), 2, length, shape.kvHeads(), shape.headDim()))
              .limit(shape.layers())
              .toList();
      return new KeptKeyValues(length, active, memory, write, layers);
    } catch (RuntimeException e) {
      memory.close();
      throw e;
    }
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
    var _ = write(owner, layer, in, first, RowRange.all(length));
  }

  /**
   * Writes the keys and values of the active rows, and returns all of them with the queries of a
   * pass.
   *
   * @param in queries, keys and values of a pass
   * @param first index of the first active row among the keys and values
   */
  public HeadTensors replaceActive(NDManager owner, int layer, HeadTensors in, int first) {
    return write(owner, layer, in, first, active);
  }

  /** Returns the keys of a layer as the kernels' argument; the values lie behind them. */
  Heads heads(CudaDevice cuda, int layer) {
    var kept = layers.get(layer);
    long headDim = kept.getShape().get(3);
    return new Heads(cuda.address(kept), kept.getShape().get(2) * headDim, headDim);
  }

  private HeadTensors write(NDManager owner, int layer, HeadTensors in, int first, RowRange rows) {
    var all =
        write.callForList(
            owner, layers.get(layer), in.k(), in.v(), first, rows.first(), rows.count());
    return new HeadTensors(in.q(), all[0], all[1]);
  }

  @Override
  public void close() {
    memory.close();
  }
}

package io.sparsed.worker.attention;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.cuda.CudaDevice;
import io.sparsed.worker.cuda.Heads;
import io.sparsed.worker.cuda.KeyValueHeads;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;

/** A KeptAsComputed keeps keys and values in the type that the model computes in. */
final class KeptAsComputed implements KeptFormat {
  private final Torch torch;
  private final Script write;

  KeptAsComputed(Torch torch) {
    this.torch = torch;
    this.write = torch.script("keep_key_values");
  }

  @Override
  public Layer allocate(NDManager memory, KeyValuesShape shape, int length) {
    return new Rows(
        write, torch.empty(memory, shape.type(), 2, length, shape.kvHeads(), shape.headDim()));
  }

  /**
   * The Rows of a layer lie in one tensor.
   *
   * @param kept keys, then values: [2, length, kvHeads, headDim]
   */
  private record Rows(Script write, PtNDArray kept) implements Layer {
    @Override
    public void keep(NDManager owner, HeadTensors in, int first) {
      var _ = replace(owner, in, first, RowRange.all(length()));
    }

    @Override
    public HeadTensors replace(NDManager owner, HeadTensors in, int first, RowRange rows) {
      var all = write.callForList(owner, kept, in.k(), in.v(), first, rows.first(), rows.count());
      return new HeadTensors(in.q(), all[0], all[1]);
    }

    @Override
    public KeyValueHeads heads(CudaDevice cuda) {
      long headDim = kept.getShape().get(3);
      var keys = new Heads(cuda.address(kept), kept.getShape().get(2) * headDim, headDim);
      return new KeyValueHeads(keys, keys.from(length()));
    }

    private int length() {
      return Math.toIntExact(kept.getShape().get(1));
    }
  }

  @Override
  public void close() {
    write.close();
  }
}

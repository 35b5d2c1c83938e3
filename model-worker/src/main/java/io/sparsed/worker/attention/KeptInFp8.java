package io.sparsed.worker.attention;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.cuda.CudaDevice;
import io.sparsed.worker.cuda.Heads;
import io.sparsed.worker.cuda.KeyValueHeads;
import io.sparsed.worker.cuda.RowFactors;
import io.sparsed.worker.tensor.ElementType;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;
import java.util.Optional;

/**
 * A KeptInFp8 keeps keys and values in fp8 (e4m3), with a factor for each row of a head: no row
 * depends on others. Keys are kept less their mean at the refresh, which changes all scores of a
 * query alike and so no weight.
 */
final class KeptInFp8 implements KeptFormat {
  private final Torch torch;
  private final CudaDevice cuda;
  private final Script meanOfKeys;
  private final Script widen;

  KeptInFp8(Torch torch, CudaDevice cuda) {
    this.torch = torch;
    this.cuda = cuda;
    this.meanOfKeys = torch.script("mean_of_keys");
    this.widen = torch.script("widen_key_values");
  }

  @Override
  public Layer allocate(NDManager memory, KeyValuesShape shape, int length) {
    int kvHeads = shape.kvHeads();
    return new Rows(
        torch.emptyInFp8(memory, 2, length, kvHeads, shape.headDim()),
        torch.empty(memory, ElementType.FLOAT32, 2, kvHeads, length),
        torch.empty(memory, ElementType.FLOAT32, kvHeads, shape.headDim()));
  }

  /** The Rows of a layer lie in one tensor, with their factors and the mean beside it. */
  private final class Rows implements Layer {
    private final PtNDArray kept;
    private final PtNDArray factors;
    private final PtNDArray keyMeans;

    /**
     * Makes a layer's rows.
     *
     * @param kept keys, then values: [2, length, kvHeads, headDim]
     * @param factors factors of keys, then of values: [2, kvHeads, length]
     * @param keyMeans the mean that the keys lack: [kvHeads, headDim]
     */
    Rows(PtNDArray kept, PtNDArray factors, PtNDArray keyMeans) {
      this.kept = kept;
      this.factors = factors;
      this.keyMeans = keyMeans;
    }

    @Override
    public void keep(NDManager owner, HeadTensors in, int first) {
      int length = Math.toIntExact(kept.getShape().get(1));
      var _ = meanOfKeys.call(owner, keyMeans, in.k(), first, length);
      write(in, first, RowRange.all(length));
    }

    @Override
    public HeadTensors replace(NDManager owner, HeadTensors in, int first, RowRange rows) {
      write(in, first, rows);
      var all = widen.callForList(owner, kept, factors);
      return new HeadTensors(in.q(), all[0], all[1]);
    }

    private void write(HeadTensors in, int first, RowRange rows) {
      cuda.kernels()
          .keepRows()
          .keep(
              cuda.heads(in.k()).from(first),
              cuda.heads(in.v()).from(first),
              heads(cuda),
              rows.first(),
              rows.count(),
              in.counts(),
              cuda.stream());
    }

    @Override
    public KeyValueHeads heads(CudaDevice cuda) {
      var shape = kept.getShape();
      long length = shape.get(1);
      long kvHeads = shape.get(2);
      long headDim = shape.get(3);
      long keys = cuda.address(kept);
      long keyFactors = cuda.address(factors);
      return new KeyValueHeads(
          new Heads(keys, kvHeads * headDim, headDim),
          new Heads(keys + length * kvHeads * headDim, kvHeads * headDim, headDim),
          Optional.of(
              new RowFactors(
                  keyFactors,
                  keyFactors + length * kvHeads * Float.BYTES,
                  cuda.address(keyMeans),
                  length)));
    }
  }

  @Override
  public void close() {
    meanOfKeys.close();
    widen.close();
  }
}

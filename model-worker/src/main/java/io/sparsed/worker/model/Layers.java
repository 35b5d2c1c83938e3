package io.sparsed.worker.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.attention.HeadTensors;
import io.sparsed.worker.cuda.Kernels;
import io.sparsed.worker.tensor.Torch;
import java.util.Optional;

/**
 * The layers with their weights, each in two halves around its attention, as one device computes
 * them. Used by the thread that owns the device.
 */
public interface Layers extends AutoCloseable {
  /** Loads the layers' weights for what serves a device. */
  static Layers load(
      Torch torch,
      Kernels kernels,
      ModelSpec spec,
      WeightSource source,
      LinearLayers linearLayers) {
    return kernels instanceof Kernels.Cuda(var cuda) && Glue.serves(torch, cuda, spec)
        ? new CudaLayers(torch, cuda, spec, source, linearLayers)
        : new PortableLayers(torch, spec, source);
  }

  /**
   * The first half: norm, projections, rotation.
   *
   * @param owner the manager that closes the result
   * @param x [tokens, hidden]
   * @param rope [2, tokens or more, headDim], in fp32: a token's cosines and sines at its index
   * @param queries indices [rows], 64-bit: the queries are of these rows only, in this order; keys
   *     and values are of all
   */
  HeadTensors attentionInput(
      NDManager owner, int layer, PtNDArray x, PtNDArray rope, Optional<PtNDArray> queries);

  /** As above, with the queries of every row. */
  default HeadTensors attentionInput(NDManager owner, int layer, PtNDArray x, PtNDArray rope) {
    return attentionInput(owner, layer, x, rope, Optional.empty());
  }

  /**
   * The second half: attention back into the residual, then norm and MLP. Takes x over: it is
   * changed and returned, or closed.
   *
   * @param owner the manager that closes the result
   * @param x [rows, hidden]
   * @param attended [rows, heads * headDim]
   * @return [rows, hidden]
   */
  PtNDArray output(NDManager owner, int layer, PtNDArray x, PtNDArray attended);

  @Override
  void close();
}

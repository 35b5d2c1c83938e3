package io.sparsed.worker.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.attention.HeadTensors;
import io.sparsed.worker.cuda.Kernels;
import io.sparsed.worker.tensor.Torch;
import java.util.Optional;

/**
 * The Layers compute the transformer layers of a model on one device, and hold their weights. A
 * layer is four verbs: attention input, attend, attention output, feed-forward; {@link Sequences}
 * attends. Used by the thread that owns the device.
 */
public interface Layers extends AutoCloseable {
  /** Loads the layers' weights for the kernels that serve a device. */
  static Layers load(
      Torch torch,
      Kernels kernels,
      ModelSpec spec,
      WeightSource stored,
      LinearLayers linearLayers) {
    var source = PartialRotation.of(torch, spec, stored);
    return kernels instanceof Kernels.Cuda(var cuda) && CudaFunctions.serve(torch, cuda, spec)
        ? new CudaLayers(torch, cuda, spec, source, linearLayers)
        : new PortableLayers(torch, spec, source);
  }

  /**
   * Computes queries, keys and values: norm, projections, rotation.
   *
   * @param owner the manager that closes the result
   * @param x residual [tokens, hidden]
   * @param rope [2, tokens or more, headDim], in fp32: a token's cosines and sines at its index
   * @param queries indices [rows], 64-bit: queries are of these rows only, in this order; keys and
   *     values are of all
   */
  HeadTensors attentionInput(
      NDManager owner, int layer, PtNDArray x, PtNDArray rope, Optional<PtNDArray> queries);

  /** Computes queries, keys and values of every row. */
  default HeadTensors attentionInput(NDManager owner, int layer, PtNDArray x, PtNDArray rope) {
    return attentionInput(owner, layer, x, rope, Optional.empty());
  }

  /**
   * Adds the projection of attention to the residual. Takes x over: it is changed and returned, or
   * closed.
   *
   * @param owner the manager that closes the result
   * @param x residual [rows, hidden]
   * @param attended [rows, heads * headDim]
   * @return [rows, hidden]
   */
  PtNDArray attentionOutput(NDManager owner, int layer, PtNDArray x, PtNDArray attended);

  /**
   * Adds the feed-forward of the normalized residual to the residual. Takes x over: it is changed
   * and returned, or closed.
   *
   * @param owner the manager that closes the result
   * @param x residual [rows, hidden]
   * @return [rows, hidden]
   */
  PtNDArray feedForward(NDManager owner, int layer, PtNDArray x);

  /**
   * Returns true if the layers change x in place and queue nothing of libtorch's for it, so that a
   * GPU's work can be recorded.
   */
  default boolean isRecordable() {
    return false;
  }

  @Override
  void close();
}

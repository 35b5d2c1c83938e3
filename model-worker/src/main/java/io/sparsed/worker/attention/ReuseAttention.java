package io.sparsed.worker.attention;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.cuda.Kernels;
import io.sparsed.worker.tensor.Torch;
import java.util.List;

/**
 * A ReuseAttention attends with the active rows of canvases to their kept keys and values. The keys
 * and values of the rows replace the kept ones first. Used by the thread that owns the device.
 */
public interface ReuseAttention extends AutoCloseable {
  /**
   * Attends in one layer.
   *
   * @param owner the manager that closes the result
   * @param in queries, keys and values of the pass
   * @param unused rows behind the active ones, which may hold anything
   * @return [active rows of all canvases + unused, heads * headDim]
   */
  PtNDArray attend(
      NDManager owner, int layer, HeadTensors in, List<ActiveRows> canvases, int unused);

  /** Returns true if attention of these rows can be recorded as a CUDA graph. */
  default boolean isRecordable(List<ActiveRows> canvases) {
    return false;
  }

  @Override
  void close();

  /**
   * Returns the attention that serves a device.
   *
   * @param headDim dimensions of a head
   */
  static ReuseAttention of(Torch torch, Kernels kernels, int headDim) {
    var portable = new PortableReuse(torch);
    return switch (kernels) {
      case Kernels.Cuda(var cuda) when KernelAttention.serves(headDim) ->
          new CudaReuse(torch, cuda, portable);
      case Kernels.Cuda _, Kernels.Portable _ -> portable;
    };
  }
}

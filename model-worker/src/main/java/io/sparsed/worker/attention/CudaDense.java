package io.sparsed.worker.attention;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.cuda.CudaException;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A CudaDense computes dense attention on a GPU, by the fastest backend that serves the device. */
final class CudaDense implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CudaDense.class);

  /** The implementations of dense attention. */
  enum Backend {
    KERNEL,
    CUDNN,
    PORTABLE
  }

  private final KernelAttention kernel;
  private final Backend backend;
  private final AttentionKernels portable;
  private final Script cudnn;

  CudaDense(Torch torch, KernelAttention kernel, Backend backend, AttentionKernels portable) {
    this.kernel = kernel;
    this.backend = backend;
    this.portable = portable;
    this.cudnn = torch.script("cudnn_attention");
  }

  /**
   * Returns dense attention by the fastest backend that serves a device. On Hopper our kernel is
   * faster than cuDNN, and needs no plan for each length.
   *
   * @param trial queries, keys and values of a small canvas, to try the backends with
   */
  static CudaDense choose(
      Torch torch, KernelAttention kernel, HeadTensors trial, AttentionKernels portable) {
    var fastestFirst =
        kernel.cuda().isHopper()
            ? List.of(Backend.KERNEL, Backend.CUDNN)
            : List.of(Backend.CUDNN, Backend.KERNEL);
    for (var backend : fastestFirst) {
      var dense = new CudaDense(torch, kernel, backend, portable);
      if (dense.serves(torch, trial)) {
        return dense;
      }
      dense.close();
    }
    kernel.cuda().refuse("dense attention", "neither cuDNN nor our kernel serves it");
    return new CudaDense(torch, kernel, Backend.PORTABLE, portable);
  }

  private boolean serves(Torch torch, HeadTensors trial) {
    int length = Math.toIntExact(trial.q().getShape().get(0));
    try (var _ = attend(torch.manager(), trial, new Span(0, length, RowRange.all(length)))) {
      return true;
    } catch (EngineException | CudaException e) {
      log.info("{} does not serve dense attention here: {}", backend, e.getMessage());
      return false;
    }
  }

  /** Attends with every wanted query to every key of its sequence; [rows, heads * headDim]. */
  PtNDArray attend(NDManager owner, HeadTensors in, Span span) {
    boolean isFew =
        KernelAttention.areFew(span.wanted().count())
            && KernelAttention.serves(in.counts().headDim());
    if (isFew && backend != Backend.PORTABLE) {
      return kernel.attendDense(owner, in, span);
    }
    return switch (backend) {
      case KERNEL -> kernel.attendDense(owner, in, span);
      case CUDNN ->
          cudnn.call(
              owner,
              in.q(),
              in.k(),
              in.v(),
              span.first(),
              span.length(),
              span.firstQuery(),
              span.wanted().count());
      case PORTABLE -> portable.dense(owner, in, span);
    };
  }

  @Override
  public void close() {
    cudnn.close();
  }
}

package io.sparsed.worker.attention;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.cuda.CudaDevice;
import io.sparsed.worker.cuda.CudaException;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dense attention in bf16 on a GPU, and the one place that chooses who computes it: cuDNN for whole
 * canvases where it serves the device; our kernel for a few rows, for which cuDNN would make a plan
 * each time that their number changes.
 */
final class CudaDense implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CudaDense.class);
  private static final int BLOCK_SIZE = 128;

  private final CudaDevice cuda;
  private final AttentionKernels portable;
  private final Script cudnn;
  private final boolean cudnnServes;
  private final boolean kernelServes;

  /**
   * Asks each once.
   *
   * @param some queries, keys and values of a small canvas
   * @param portable serves what the others do not
   */
  CudaDense(Torch torch, CudaDevice cuda, HeadTensors some, AttentionKernels portable) {
    this.cuda = cuda;
    this.portable = portable;
    this.cudnn = torch.script("cudnn_attention");
    int length = Math.toIntExact(some.q().getShape().get(0));
    var span = new Span(0, length, RowRange.all(length));
    this.cudnnServes = serves("cuDNN", () -> cudnn(torch.manager(), some, span));
    this.kernelServes = serves("our kernel", () -> kernel(torch.manager(), some, span));
    if (!cudnnServes && !kernelServes) {
      cuda.refuse("dense attention", "neither cuDNN nor our kernel serves it");
    }
  }

  private static boolean serves(String name, Supplier<PtNDArray> attention) {
    try (var _ = attention.get()) {
      return true;
    } catch (EngineException | CudaException e) {
      log.info("{} does not serve dense attention here: {}", name, e.getMessage());
      return false;
    }
  }

  /** As {@link AttentionKernels#dense}. */
  PtNDArray attend(NDManager owner, HeadTensors in, Span span) {
    if (cudnnServes && (span.isWhole() || !kernelServes)) {
      return cudnn(owner, in, span);
    }
    return kernelServes ? kernel(owner, in, span) : portable.dense(owner, in, span);
  }

  private PtNDArray cudnn(NDManager owner, HeadTensors in, Span span) {
    return cudnn.call(
        owner,
        in.q(),
        in.k(),
        in.v(),
        span.first(),
        span.length(),
        span.firstQuery(),
        span.wanted().count());
  }

  private PtNDArray kernel(NDManager owner, HeadTensors in, Span span) {
    return KernelAttention.attend(cuda, owner, in, span, BLOCK_SIZE, 0, 0);
  }

  @Override
  public void close() {
    cudnn.close();
  }
}

package io.sparsed.worker.cuda;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.cuda.CudaLibrary.Generation;
import io.sparsed.worker.tensor.ElementType;
import io.sparsed.worker.tensor.Torch;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A CudaDevice holds the CUDA kernels of one device and its stream, and makes the tensors that the
 * kernels read and write. Used by the thread that owns the device.
 */
public final class CudaDevice {
  private static final Logger log = LoggerFactory.getLogger(CudaDevice.class);

  /** Bytes of an element in bf16. */
  public static final long BF16_BYTES = 2;

  private static final int HOPPER = 90;

  private final Torch torch;
  private final CudaLibrary library;
  private final Generation generation;
  private final List<String> refused = new ArrayList<>();

  CudaDevice(Torch torch, CudaLibrary library, Generation generation) {
    this.torch = torch;
    this.library = library;
    this.generation = generation;
  }

  /** Returns the functions that launch the kernels. */
  public CudaLibrary kernels() {
    return library;
  }

  /** Returns the {@code cudaStream_t} that libtorch uses, too, or that records what is queued. */
  public long stream() {
    return torch.stream();
  }

  /** Returns the address of a tensor's first element in the device's memory. */
  public long address(PtNDArray tensor) {
    return torch.address(tensor);
  }

  /** Returns the address of a row of a contiguous bf16 matrix. */
  public long rowAddress(PtNDArray matrix, int row) {
    return address(matrix) + row * matrix.getShape().get(1) * BF16_BYTES;
  }

  /** Returns a tensor [tokens, heads, headDim] as the kernels' argument. */
  public Heads heads(PtNDArray tensor) {
    long[] strides = torch.strides(tensor);
    return new Heads(torch.address(tensor), strides[0], strides[1]);
  }

  /** Returns a contiguous bf16 tensor with uninitialized elements. */
  public PtNDArray empty(NDManager owner, long... shape) {
    return torch.empty(owner, ElementType.BFLOAT16, shape);
  }

  /** Returns a contiguous bf16 tensor of zeros. */
  public PtNDArray zeros(NDManager owner, long... shape) {
    try (var wide = (PtNDArray) owner.zeros(new Shape(shape))) {
      return torch.convert(owner, wide, ElementType.BFLOAT16);
    }
  }

  /** Returns a tensor [count] of uninitialized 64-bit words. */
  public PtNDArray words(NDManager owner, long count) {
    return torch.emptyWords(owner, count);
  }

  /** Copies 64-bit words to the host; waits for the device. */
  public long[] download(PtNDArray words) {
    return torch.download(words);
  }

  /** Returns the memory of a tensor that {@link #words} made, as scratch memory. */
  public Workspace workspace(PtNDArray words) {
    return new Workspace(torch.address(words), words.getShape().size() * Long.BYTES);
  }

  /**
   * Logs that a part of the model is computed without our kernels, and adds it to the description.
   *
   * @param what name of the part
   * @param reason why the kernels do not serve it
   */
  public void refuse(String what, String reason) {
    log.info("{} goes the portable way: {}", what, reason);
    refused.add(what);
  }

  /** True if the kernels for Hopper serve the device, not those for Ampere. */
  public boolean isHopper() {
    return generation.kernels() == HOPPER;
  }

  /**
   * Describes the kernels to an operator: their generation, why it is not the newest, and the parts
   * of the model that they do not compute.
   */
  public String description() {
    var text = new StringBuilder(isHopper() ? "cuda sm_90a" : "cuda sm_80");
    if (!generation.reason().isEmpty()) {
      text.append(" (").append(generation.reason()).append(')');
    }
    if (!refused.isEmpty()) {
      text.append(", portable: ").append(String.join(", ", refused));
    }
    return text.toString();
  }
}

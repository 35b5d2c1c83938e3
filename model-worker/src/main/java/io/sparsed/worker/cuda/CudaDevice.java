package io.sparsed.worker.cuda;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
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
 * The CUDA kernels on one device and its stream, and tensors as they see them. Used by the thread
 * that owns the device.
 */
public final class CudaDevice {
  private static final Logger log = LoggerFactory.getLogger(CudaDevice.class);

  private static final int HOPPER = 90;

  private final Torch torch;
  private final CudaLibrary library;
  private final Generation generation;
  private final long stream;
  private final List<String> refused = new ArrayList<>();

  CudaDevice(Torch torch, CudaLibrary library, Generation generation) {
    this.torch = torch;
    this.library = library;
    this.generation = generation;
    this.stream = torch.stream();
  }

  /** The kernels. */
  public CudaLibrary kernels() {
    return library;
  }

  /** The stream on which libtorch works too. */
  public long stream() {
    return stream;
  }

  /** A tensor's address. */
  public long address(PtNDArray tensor) {
    return torch.address(tensor);
  }

  /** A tensor [tokens, heads, headDim]. */
  public Heads heads(PtNDArray tensor) {
    return new Heads(torch.address(tensor), torch.stride(tensor, 0), torch.stride(tensor, 1));
  }

  /** A contiguous bf16 tensor whose elements are whatever was there. */
  public PtNDArray empty(NDManager owner, long... shape) {
    return torch.empty(owner, ElementType.BFLOAT16, shape);
  }

  /** A contiguous bf16 tensor of zeros. */
  public PtNDArray zeros(NDManager owner, long... shape) {
    try (var wide = (PtNDArray) owner.zeros(new Shape(shape))) {
      return torch.convert(owner, wide, ElementType.BFLOAT16);
    }
  }

  /** 64-bit words that are whatever was there. */
  public PtNDArray words(NDManager owner, long count) {
    return (PtNDArray) owner.create(new Shape(count), DataType.INT64);
  }

  /** The elements of 64-bit words; waits for the device. */
  public long[] download(PtNDArray words) {
    return torch.download(words);
  }

  /** Scratch memory over {@link #words}. */
  public DeviceMemory memory(PtNDArray words) {
    return new DeviceMemory(torch.address(words), words.getShape().size() * Long.BYTES);
  }

  /**
   * Remembers and logs that kernels do not serve something, which goes the portable way then.
   *
   * @param what it is
   */
  public void refuse(String what, String reason) {
    log.info("{} goes the portable way: {}", what, reason);
    refused.add(what);
  }

  /** True for a GPU whose kernels are written for it: Hopper. */
  public boolean isHopper() {
    return generation.kernels() == HOPPER;
  }

  /** What an operator reads: the kernels' generation, why it is not the best, what is portable. */
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

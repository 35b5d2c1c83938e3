package io.sparsed.worker.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.sparsed.worker.tensor.CFunctions;
import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.NoSuchElementException;

/**
 * A CudaLibrary is the loaded library of CUDA kernels; {@code sparsed_kernels.h} specifies its
 * functions. Tensors are addresses in the memory of the calling thread's current device. A call
 * queues work on a stream and does not wait for it. Not thread-safe.
 */
public final class CudaLibrary {
  /** The {@code SPARSED_ABI_VERSION} of the header that these classes were written for. */
  static final int ABI_VERSION = 6;

  private final MethodHandle deviceKernels;
  private final AttentionKernel attention;
  private final KeepRowsKernel keepRows;
  private final SelectionKernel selection;
  private final LayerKernels layer;
  private final ProposalKernel proposal;

  private CudaLibrary(CFunctions library) {
    var calls = new CudaCalls(library);
    deviceKernels = library.function("sparsed_device_kernels", JAVA_INT, ADDRESS);
    attention = new AttentionKernel(calls);
    keepRows = new KeepRowsKernel(calls);
    selection = new SelectionKernel(calls);
    layer = new LayerKernels(calls);
    proposal = new ProposalKernel(calls);
  }

  /**
   * Loads the library for the life of the process.
   *
   * @throws NoKernelsException if the file is no such library, or has another ABI version
   */
  static CudaLibrary open(Path file) throws NoKernelsException {
    try {
      var library = CFunctions.of(file);
      var version = library.function("sparsed_abi_version");
      int found = CFunctions.call(() -> (int) version.invokeExact());
      if (found != ABI_VERSION) {
        throw new NoKernelsException(
            "%s has version %d of the kernels' interface, not %d: build it again"
                .formatted(file, found, ABI_VERSION));
      }
      return new CudaLibrary(library);
    } catch (IllegalArgumentException e) {
      throw new NoKernelsException(file + " cannot be loaded: " + e.getMessage());
    } catch (NoSuchElementException e) {
      throw new NoKernelsException(file + " is not the kernels' library: " + e.getMessage());
    }
  }

  /**
   * The generation of kernels that serves a device.
   *
   * @param kernels 90 (Hopper), 80 (Ampere), or 0 for none
   * @param reason why it is not 90, else empty
   */
  record Generation(int kernels, String reason) {}

  Generation generation(int device) {
    try (var arena = Arena.ofConfined()) {
      var reason = arena.allocate(ADDRESS);
      int kernels = CFunctions.call(() -> (int) deviceKernels.invokeExact(device, reason));
      return new Generation(kernels, CudaCalls.text(reason.get(ADDRESS, 0)));
    }
  }

  /** Returns the calls of the attention kernels. */
  public AttentionKernel attention() {
    return attention;
  }

  /** Returns the calls that keep keys and values in fp8. */
  public KeepRowsKernel keepRows() {
    return keepRows;
  }

  /** Returns the calls that select a pattern's blocks. */
  public SelectionKernel selection() {
    return selection;
  }

  /** Returns the calls for a layer's work between its matrix products. */
  public LayerKernels layer() {
    return layer;
  }

  /** Returns the calls that turn logits into proposals. */
  public ProposalKernel proposal() {
    return proposal;
  }
}

package io.sparsed.worker.tensor;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;

/**
 * libtorch's stable C functions about one CUDA device, which is the calling thread's current device
 * until this is closed: kernels of other libraries then run on it too.
 */
final class LibTorchCuda implements AutoCloseable {
  private final CFunctions library;
  private final long guard;
  private final long stream;

  /** Makes a device the calling thread's current one. */
  LibTorchCuda(int device) {
    this.library = CFunctions.of(LibTorch.path("torch_cuda"));
    this.guard = ask("aoti_torch_create_cuda_guard", device);
    this.stream = ask("aoti_torch_get_current_cuda_stream", device);
  }

  private long ask(String function, int device) {
    var handle = library.function(function, JAVA_INT, ADDRESS);
    try (var arena = Arena.ofConfined()) {
      var answer = arena.allocate(JAVA_LONG);
      int error = CFunctions.call(() -> (int) handle.invokeExact(device, answer));
      if (error != 0) {
        throw new IllegalStateException(function + " of device " + device + " failed: " + error);
      }
      return answer.get(JAVA_LONG, 0);
    }
  }

  /** The {@code cudaStream_t} on which libtorch's work runs: 0 is the default one. */
  long stream() {
    return stream;
  }

  @Override
  public void close() {
    var delete = library.function("aoti_torch_delete_cuda_guard", JAVA_LONG);
    int error = CFunctions.call(() -> (int) delete.invokeExact(guard));
    if (error != 0) {
      throw new IllegalStateException("the device guard is not given back: " + error);
    }
  }
}

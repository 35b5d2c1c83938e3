package io.sparsed.worker.tensor;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;

/**
 * Makes a CUDA device the calling thread's current one until it is closed, so that kernels of other
 * libraries run on it too, and tells its stream.
 */
final class LibTorchCuda implements AutoCloseable {
  private final CFunctions library;
  private final long guard;
  private final long stream;

  LibTorchCuda(int device) {
    this.library = CFunctions.of(LibTorch.path("torch_cuda"));
    this.guard = call("aoti_torch_create_cuda_guard", device);
    this.stream = call("aoti_torch_get_current_cuda_stream", device);
  }

  private long call(String function, int device) {
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

  /** Returns the {@code cudaStream_t} on which libtorch's work runs; 0 is the default one. */
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

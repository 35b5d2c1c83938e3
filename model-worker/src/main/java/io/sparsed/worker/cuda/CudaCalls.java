package io.sparsed.worker.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.sparsed.worker.tensor.CFunctions;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Calls functions of the kernels' library and turns their error codes into exceptions. */
final class CudaCalls {
  private final CFunctions library;
  private final MethodHandle error;

  CudaCalls(CFunctions library) {
    this.library = library;
    this.error = library.function("sparsed_error", FunctionDescriptor.of(ADDRESS, JAVA_INT));
  }

  CFunctions library() {
    return library;
  }

  /**
   * Calls a function that returns an error code.
   *
   * @param work name of the function's work, for the exception
   * @throws CudaException if the code is not 0
   */
  void check(String work, CFunctions.Call<Integer> call) {
    int code = CFunctions.call(call);
    if (code != 0) {
      throw new CudaException(work, code, meaning(code));
    }
  }

  private String meaning(int code) {
    return text(CFunctions.call(() -> (MemorySegment) error.invokeExact(code)));
  }

  /** Returns a static string of the library, empty for null. */
  @SuppressWarnings("restricted") // the library's static strings
  static String text(MemorySegment string) {
    return string.address() == 0 ? "" : string.reinterpret(Long.MAX_VALUE).getString(0);
  }
}

package io.sparsed.worker.tensor;

import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * Gives freed memory back to the system. glibc keeps what libtorch frees between canvases of
 * different lengths, in pieces that the next ones do not fit, so that the process would grow to
 * several times what it needs.
 */
final class HostMemory {
  private final Optional<MethodHandle> trim =
      CFunctions.ofC().find("malloc_trim", ValueLayout.JAVA_LONG);

  /** Gives back every page on which nothing lies. It has no effect where C is not glibc. */
  void trim() {
    trim.ifPresent(
        malloc -> {
          int _ = CFunctions.call(() -> (int) malloc.invokeExact(0L));
        });
  }
}

package io.sparsed.worker.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;

/**
 * How libtorch's CPU threads wait for each other. By default they spin: where others use the same
 * cores, each operator then waits for threads that only wait.
 */
final class HostThreads {
  static final String POLICY = "OMP_WAIT_POLICY";

  private HostThreads() {}

  /**
   * Makes them sleep; what the environment says already stays. Has no effect once libtorch is
   * loaded, which reads its environment then, nor where C has no {@code setenv}.
   */
  @SuppressWarnings("restricted") // native access is granted to this application by its launcher
  static void sleepWhileWaiting() {
    var linker = Linker.nativeLinker();
    var types =
        FunctionDescriptor.of(
            ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
    linker
        .defaultLookup()
        .find("setenv")
        .map(address -> linker.downcallHandle(address, types))
        .ifPresent(
            setenv -> {
              try (var arena = Arena.ofConfined()) {
                var name = arena.allocateFrom(POLICY);
                var value = arena.allocateFrom("PASSIVE");
                int _ = CFunctions.call(() -> (int) setenv.invokeExact(name, value, 0));
              }
            });
  }
}

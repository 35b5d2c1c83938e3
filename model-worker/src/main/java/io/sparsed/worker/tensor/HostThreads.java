package io.sparsed.worker.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;

/**
 * Sets the way in which libtorch's CPU threads wait for each other. By default they spin, which
 * slows every operator down where other processes use the same cores.
 */
final class HostThreads {
  static final String POLICY = "OMP_WAIT_POLICY";

  private HostThreads() {}

  /**
   * Makes the threads sleep while they wait, unless the environment sets a policy. It must be
   * called before libtorch is loaded, and has no effect where C has no {@code setenv}.
   */
  static void sleepWhileWaiting() {
    CFunctions.ofC()
        .find("setenv", ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT)
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

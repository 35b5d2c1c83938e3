package io.sparsed.worker.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;

/** Sets variables of this process's environment for libraries that read them when they load. */
public final class ProcessEnvironment {
  private ProcessEnvironment() {}

  /** Sets a variable unless it is set. It has no effect where C has no {@code setenv}. */
  public static void setUnlessSet(String name, String value) {
    CFunctions.ofC()
        .find("setenv", ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT)
        .ifPresent(
            setenv -> {
              try (var arena = Arena.ofConfined()) {
                var nameInC = arena.allocateFrom(name);
                var valueInC = arena.allocateFrom(value);
                int _ = CFunctions.call(() -> (int) setenv.invokeExact(nameInC, valueInC, 0));
              }
            });
  }
}

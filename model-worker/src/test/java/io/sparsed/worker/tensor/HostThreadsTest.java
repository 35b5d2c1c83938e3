package io.sparsed.worker.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HostThreadsTest {
  @Test
  void open_cpu_environmentSaysHowItsThreadsWait() throws Throwable {
    Torch.open("cpu").close();
    var given = Optional.ofNullable(System.getenv(HostThreads.POLICY)); // as the JVM was started
    assertThat(inC(HostThreads.POLICY)).isEqualTo(given.orElse("PASSIVE"));
  }

  @SuppressWarnings("restricted")
  private static String inC(String name) throws Throwable {
    var linker = Linker.nativeLinker();
    var types = FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS);
    var getenv = linker.downcallHandle(linker.defaultLookup().findOrThrow("getenv"), types);
    try (var arena = Arena.ofConfined()) {
      var value = (MemorySegment) getenv.invokeExact(arena.allocateFrom(name));
      return value.reinterpret(64).getString(0);
    }
  }
}

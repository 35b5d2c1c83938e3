package io.sparsed.worker.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sparsed.worker.tensor.CFunctions;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;

/** A C library that writes the arguments of its calls down, compiled for a test. */
record RecordingLibrary(Path file, CFunctions functions) {
  /**
   * Compiles a library with gcc; skips the test where there is none.
   *
   * @param source name of a file in {@code src/test/c}
   */
  static RecordingLibrary compile(String source, Path folder)
      throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/gcc")), "no gcc to compile a library with");
    var file = folder.resolve("librecording.so");
    var gcc =
        new ProcessBuilder(
            "gcc",
            "-Wall",
            "-Werror",
            "-shared",
            "-fPIC",
            "-Isrc/main/cuda/include",
            "-o",
            file.toString(),
            "src/test/c/" + source);
    assertThat(gcc.inheritIO().start().waitFor()).isZero();
    return new RecordingLibrary(file, CFunctions.of(file));
  }

  /** Returns the arguments of the calls since the last time. */
  String recorded() {
    var function = functions.function("recorded", FunctionDescriptor.of(ValueLayout.ADDRESS));
    return CudaCalls.text(CFunctions.call(() -> (MemorySegment) function.invokeExact()));
  }
}

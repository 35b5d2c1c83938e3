package io.sparsed.worker.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sparsed.worker.tensor.ElementType;
import io.sparsed.worker.tensor.Torch;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that a worker without a usable library of kernels says why and runs without it. */
class KernelsTest {
  private static final @Nullable URL PACKED =
      Kernels.class.getResource("/native/linux-x86_64/libsparsed_kernels.so");

  @TempDir Path folder;

  @Test
  void find_onACpu_portable() {
    try (var torch = Torch.open("cpu")) {
      assertThat(Kernels.find(torch, ElementType.BFLOAT16, Optional.empty()).description())
          .isEqualTo("portable: the device is a CPU");
    }
  }

  @Test
  void open_fileThatIsNotThere_named() {
    var file = folder.resolve("libsparsed_kernels.so");
    assertThatThrownBy(() -> LibraryFile.open(Optional.of(file)))
        .isInstanceOf(NoKernelsException.class)
        .hasMessage(file + " is not there");
  }

  @Test
  void open_fileThatIsNoLibrary_refused() throws IOException {
    var file = Files.writeString(folder.resolve("libsparsed_kernels.so"), "no library");
    assertThatThrownBy(() -> LibraryFile.open(Optional.of(file)))
        .isInstanceOf(NoKernelsException.class)
        .hasMessageContaining("cannot be loaded");
  }

  @Test
  void open_libraryOfSomethingElse_refused() throws Exception {
    var file = compiled("int something_else(void) { return 1; }");
    assertThatThrownBy(() -> LibraryFile.open(Optional.of(file)))
        .isInstanceOf(NoKernelsException.class)
        .hasMessageContaining("is not the kernels' library")
        .hasMessageContaining("sparsed_abi_version");
  }

  @Test
  void open_libraryOfAnotherVersion_refused() throws Exception {
    var file = compiled("int sparsed_abi_version(void) { return 999; }");
    assertThatThrownBy(() -> LibraryFile.open(Optional.of(file)))
        .isInstanceOf(NoKernelsException.class)
        .hasMessageContaining("version 999 of the kernels' interface, not ")
        .hasMessageContaining(CudaLibrary.ABI_VERSION + ": build it again");
  }

  @Test
  void open_buildWithoutKernels_saysHowToGetThem() {
    assumeTrue(PACKED == null, "this build has the kernels in it");
    assertThatThrownBy(() -> LibraryFile.open(Optional.empty())).hasMessageContaining("-Pcuda");
  }

  @Test
  void open_kernelsOfThisBuild_sayWhatServesADevice() throws NoKernelsException {
    assumeTrue(PACKED != null, "this build has no CUDA kernels");
    var none = LibraryFile.open(Optional.empty()).generation(99);
    assertThat(none.kernels()).isZero();
    assertThat(none.reason()).isNotEmpty();
  }

  /** A shared library from C source. */
  private Path compiled(String source) throws IOException, InterruptedException {
    var c = Files.writeString(folder.resolve("library.c"), source);
    var library = folder.resolve("library.so");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/gcc")), "no gcc to compile a library with");
    var gcc = new ProcessBuilder("gcc", "-shared", "-fPIC", "-o", library.toString(), c.toString());
    assertThat(gcc.inheritIO().start().waitFor()).isZero();
    return library;
  }
}

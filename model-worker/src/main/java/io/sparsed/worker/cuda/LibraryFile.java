package io.sparsed.worker.cuda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Opens the library of kernels from a file that the operator names, or from this jar. */
final class LibraryFile {
  private static final String RESOURCE = "/native/linux-x86_64/libsparsed_kernels.so";

  private LibraryFile() {}

  /**
   * Opens the library.
   *
   * @param named the operator's file; empty for the library in the jar
   */
  static CudaLibrary open(Optional<Path> named) throws NoKernelsException {
    if (named.isPresent()) {
      if (!Files.isRegularFile(named.get())) {
        throw new NoKernelsException(named.get() + " is not there");
      }
      return CudaLibrary.open(named.get().toAbsolutePath());
    }
    return fromJar();
  }

  /**
   * Unpacks the library for the system's loader, which takes a file, and deletes the file again.
   */
  private static CudaLibrary fromJar() throws NoKernelsException {
    try (var packed = LibraryFile.class.getResourceAsStream(RESOURCE)) {
      if (packed == null) {
        throw new NoKernelsException(
            "this build has no CUDA kernels: build it with -Pcuda, or name a library");
      }
      var folder = Files.createTempDirectory("sparsed");
      var file = folder.resolve("libsparsed_kernels.so");
      try {
        Files.copy(packed, file);
        return CudaLibrary.open(file);
      } finally {
        Files.deleteIfExists(file);
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new NoKernelsException("the CUDA kernels cannot be unpacked: " + e);
    }
  }
}

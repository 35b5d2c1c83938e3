package io.sparsed.worker.cuda;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.engine.Engine;
import io.sparsed.worker.tensor.ElementType;
import io.sparsed.worker.tensor.Torch;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A GPU and its kernels, for tests that need them.
 *
 * @param kernels those of the jar, or of {@code SPARSED_KERNELS_LIBRARY}
 */
public record Gpu(Torch torch, Kernels.Cuda kernels) implements AutoCloseable {
  /** Opens the first GPU; skips the test where there is none, or no kernels for it. */
  public static Gpu open() {
    assumeTrue(Engine.getEngine("PyTorch").getGpuCount() > 0, "no CUDA device");
    var torch = Torch.open("cuda");
    return switch (Kernels.find(torch, ElementType.BFLOAT16, library())) {
      case Kernels.Cuda cuda -> new Gpu(torch, cuda);
      case Kernels.Portable(var reason) -> {
        torch.close();
        yield abort("no CUDA kernels: " + reason);
      }
    };
  }

  /** Returns the library of kernels, if it is another one than that of the jar. */
  public static Optional<Path> library() {
    return Optional.ofNullable(System.getenv("SPARSED_KERNELS_LIBRARY")).map(Path::of);
  }

  /** Returns the names of some GPUs; skips the test where there are fewer. */
  public static List<String> names(int count) {
    assumeTrue(Engine.getEngine("PyTorch").getGpuCount() >= count, "fewer GPUs than " + count);
    return IntStream.range(0, count).mapToObj(each -> "cuda:" + each).toList();
  }

  @Override
  public void close() {
    torch.close();
  }
}

package io.sparsed.worker.device;

import io.sparsed.worker.cuda.Gpu;
import io.sparsed.worker.tensor.ElementType;
import io.sparsed.worker.tensor.Torch;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;

/** Tests reuse steps between the layers of a long pass on a GPU, where no bit may differ. */
class CudaBetweenLayersTest extends BetweenLayersTest {
  @BeforeAll
  static void requireGpu() {
    Gpu.open().close();
  }

  @Override
  ModelRunner load() {
    var library = Optional.ofNullable(System.getenv("SPARSED_KERNELS_LIBRARY")).map(Path::of);
    return runner(Torch.open("cuda"), ElementType.BFLOAT16, library);
  }

  @Override
  double tolerance() {
    return 0;
  }
}

package io.sparsed.worker.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that numbers arrive on a GPU, and back on the host, as they were sent. */
class TransfersTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1000})
  void upload_thenDownload_theSame(int count) {
    long[] values = LongStream.range(Long.MAX_VALUE - count, Long.MAX_VALUE).toArray();
    try (var torch = Torch.open("auto");
        var scope = torch.manager().newSubManager()) {
      assertThat(torch.download(torch.upload(scope, values))).isEqualTo(values);
    }
  }

  /** The memory of an upload that still waits its turn must not be another's already. */
  @Test
  void upload_manyWhileTheGpuIsBusy_eachArrives() {
    assumeTrue(Engine.getEngine("PyTorch").getGpuCount() > 0, "no CUDA device");
    try (var torch = Torch.open("cuda");
        var scope = torch.manager().newSubManager()) {
      torch.download(torch.upload(scope, 1, 2)); // libtorch's first use of the device takes long
      var busy = (PtNDArray) scope.randomNormal(new Shape(8192, 8192));
      for (int i = 0; i < 10; i++) {
        busy.matMul(busy).close();
      }
      List<PtNDArray> sent = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        sent.add(torch.upload(scope, LongStream.range(i, i + 1000).toArray()));
      }
      for (int i = 0; i < 100; i++) {
        assertThat(torch.download(sent.get(i))).startsWith(i).endsWith(i + 999);
      }
    }
  }
}

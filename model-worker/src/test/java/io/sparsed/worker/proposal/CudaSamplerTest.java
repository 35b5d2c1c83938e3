package io.sparsed.worker.proposal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.cuda.Gpu;
import io.sparsed.worker.tensor.ElementType;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests that the CUDA kernel draws what {@code proposal.py} draws from the same bf16 logits. */
class CudaSamplerTest {
  private static final int ROWS = 37;
  private static final int VOCABULARY = 4000;

  private Gpu gpu;

  @BeforeEach
  void open() {
    gpu = Gpu.open();
  }

  @AfterEach
  void close() {
    if (gpu != null) {
      gpu.close();
    }
  }

  static List<SamplingSettings> settings() {
    var samplings =
        List.of(
            new Sampling.Greedy(), new Sampling.Gumbel(0.7), new Sampling.Categorical(1.3, 1, 0));
    return samplings.stream()
        .flatMap(
            sampling ->
                List.of(Confidence.values()).stream()
                    .map(
                        confidence ->
                            new SamplingSettings(sampling, confidence, Optional.empty(), false)))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("settings")
  void sample_inTwoChunks_asPortable(SamplingSettings settings) {
    var torch = gpu.torch();
    try (var scope = torch.manager().newSubManager();
        var script = torch.script("proposal")) {
      var normal = (PtNDArray) scope.randomNormal(new Shape(ROWS, VOCABULARY));
      var logits = torch.convert(scope, normal, ElementType.BFLOAT16);
      long[] keys = LongStream.range(0, ROWS).map(i -> NoiseKey.of(5, 2, (int) i)).toArray();
      var keyTensor = (PtNDArray) scope.create(keys);
      var cuda = new CudaSampler(scope, gpu.kernels().device(), settings, ROWS, VOCABULARY);
      var portable = new PortableSampler(torch, script, settings, ROWS, VOCABULARY);
      for (var sampler : List.of(cuda, portable)) {
        sampler.add(0, torch.rows(scope, logits, 0, 20), torch.rows(scope, keyTensor, 0, 20));
        sampler.add(20, torch.rows(scope, logits, 20, 17), torch.rows(scope, keyTensor, 20, 17));
      }
      var found = cuda.finish();
      var expected = portable.finish();
      assertThat(found.tokens()).isEqualTo(expected.tokens());
      for (int i = 0; i < ROWS; i++) {
        assertThat(found.confidences()[i]).isCloseTo(expected.confidences()[i], within(1e-4));
      }
    }
  }
}

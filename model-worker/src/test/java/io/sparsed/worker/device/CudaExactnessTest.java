package io.sparsed.worker.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparsed.worker.attention.AttentionDirective;
import io.sparsed.worker.attention.RowRange;
import io.sparsed.worker.cuda.Gpu;
import io.sparsed.worker.cuda.Kernels;
import io.sparsed.worker.model.Architecture;
import io.sparsed.worker.model.Cancellation;
import io.sparsed.worker.model.NamedWeights;
import io.sparsed.worker.proposal.PredictionRow;
import io.sparsed.worker.tensor.ElementType;
import io.sparsed.worker.tensor.Torch;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compares every architecture in bf16 on a GPU with itself in fp32 on a CPU. */
class CudaExactnessTest {
  private static final double TOLERANCE = 0.1;
  private static final int LENGTH = 300;
  private static final int PROMPT = 200;

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void run_wholeCanvasAndReuse_logitsCloseToFp32(Architecture architecture) {
    var gpu = Gpu.open();
    var spec = NamedWeights.small(architecture);
    var cpu = Torch.open("cpu");
    var portable = Kernels.find(cpu, ElementType.FLOAT32, Optional.empty());
    try (var exact =
            Runners.load(
                cpu,
                portable,
                spec,
                new NamedWeights(cpu, spec, ElementType.FLOAT32),
                new PatternStore(1 << 20));
        var cuda =
            Runners.load(
                gpu.torch(),
                gpu.kernels(),
                spec,
                new NamedWeights(gpu.torch(), spec, ElementType.BFLOAT16),
                new PatternStore(1 << 20))) {
      var request =
          new ReuseForwards(
              ReuseForwards.canvas(LENGTH, PROMPT),
              PROMPT,
              new RowRange(PROMPT, 32),
              PredictionRow.SAME,
              Forwards.greedy(0, 999, true));
      var dense = new AttentionDirective.Dense();
      for (var forward :
          new Forward[] {
            request.refresh("k", dense), request.with(PROMPT + 5, 7).reuse("k", dense)
          }) {
        assertClose(
            cuda.run(forward, Cancellation.NEVER).proposals().logits(),
            exact.run(forward, Cancellation.NEVER).proposals().logits());
      }
    }
  }

  private static void assertClose(float[] found, float... expected) {
    assertThat(found).hasSameSizeAs(expected);
    double error = 0;
    double size = 0;
    for (int i = 0; i < expected.length; i++) {
      error += Math.abs(found[i] - expected[i]);
      size += Math.abs(expected[i]);
    }
    assertThat(error / size).isLessThan(TOLERANCE);
  }
}

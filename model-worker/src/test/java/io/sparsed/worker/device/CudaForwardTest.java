package io.sparsed.worker.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sparsed.worker.attention.AttentionDirective;
import io.sparsed.worker.cuda.Gpu;
import io.sparsed.worker.cuda.Kernels;
import io.sparsed.worker.model.Architecture;
import io.sparsed.worker.model.Cancellation;
import io.sparsed.worker.model.NamedWeights;
import io.sparsed.worker.model.Precision;
import io.sparsed.worker.tensor.ElementType;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Compares a model on the CUDA kernels with the same model without them, both in bf16. */
class CudaForwardTest {
  private static final double TOLERANCE = 0.05;
  private static final AttentionDirective SELECT = Forwards.select("p", 64, 0.4);
  private static final AttentionDirective SPARSE = Forwards.sparse("p");

  private final PatternStore patterns = new PatternStore(1 << 24);

  /** A small model with random weights, always the same ones. */
  private ModelRunner load(Architecture architecture, boolean portable) {
    var gpu = Gpu.open();
    var spec = NamedWeights.small(architecture);
    return Runners.load(
        gpu.torch(),
        portable ? new Kernels.Portable("compared") : gpu.kernels(),
        spec,
        new NamedWeights(gpu.torch(), spec, ElementType.BFLOAT16),
        patterns);
  }

  @ParameterizedTest
  @CsvSource({
    "LLADA, 700, 0",
    "LLADA, 300, 1.5",
    "DREAM, 1029, 0",
    "ILLADA, 700, 0",
    "A2D_QWEN3, 700, 0",
    "A2D_QWEN2, 700, 0",
    "LLADA_MOE, 700, 0"
  })
  void run_eachDirective_logitsAsPortable(Architecture architecture, int length, double cfgScale) {
    var dense = forward(length, new AttentionDirective.Dense(), cfgScale, true);
    var select = forward(length, SELECT, cfgScale, true);
    var sparse = forward(length, SPARSE, cfgScale, true);
    try (var portable = load(architecture, true);
        var cuda = load(architecture, false)) {
      assertThat(cuda.replicas().description()).startsWith("cuda sm_");
      assertClose(logits(cuda, dense), logits(portable, dense));
      float[] selected = logits(portable, select);
      assertClose(logits(cuda, sparse), logits(portable, sparse)); // with the same pattern
      assertClose(logits(cuda, select), selected);
    }
  }

  @Test
  void run_manyForwards_memoryStaysAsItWas() {
    try (var cuda = load(Architecture.LLADA, false)) {
      for (int i = 0; i < 2; i++) {
        logits(cuda, forward(2000, SELECT, 0, true));
        logits(cuda, forward(2000, SPARSE, 0, true));
      }
      long used = cuda.replicas().usedGpuBytes();
      for (int i = 0; i < 20; i++) {
        logits(cuda, forward(2000, SELECT, 0, true));
        logits(cuda, forward(2000, SPARSE, 0, true));
      }
      assertThat(cuda.replicas().usedGpuBytes()).isLessThanOrEqualTo(used);
    }
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void run_linearLayersInFp8_logitsCloseToBf16(Architecture architecture) {
    var dense = forward(700, new AttentionDirective.Dense(), 0, true);
    var gpu = Gpu.open();
    var spec = NamedWeights.small(architecture);
    var weights = new NamedWeights(gpu.torch(), spec, ElementType.BFLOAT16);
    try (var exact = load(architecture, false);
        var fp8 =
            Runners.load(
                gpu.torch(), gpu.kernels(), spec, weights, patterns, Precision.FP8_LINEAR, 0)) {
      assumeTrue(gpu.kernels().device().isHopper(), fp8.replicas().description());
      assertThat(fp8.replicas().description()).endsWith("linear layers in fp8");
      double apart = apart(logits(fp8, dense), logits(exact, dense));
      assertThat(apart).isBetween(1e-4, 0.25); // another precision, through random layers
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Architecture.class,
      names = {"LLADA", "DREAM"})
  void run_attentionInFp8_proposalsMostlyAsInFull(Architecture architecture) {
    try (var full = load(architecture, Precision.FULL);
        var linear = load(architecture, Precision.FP8_LINEAR);
        var fp8 = load(architecture, Precision.FP8)) {
      assumeTrue(fp8.replicas().hasLinearLayersInFp8(), fp8.replicas().description());
      assertThat(fp8.replicas().description()).endsWith("; linear layers in fp8; attention in fp8");
      logits(full, forward(1029, Forwards.select("p", 128, 0.4), 0, true));
      for (var directive : List.of(new AttentionDirective.Dense(), SPARSE)) {
        var forward = forward(1029, directive, 0, true);
        var exact = full.run(forward, Cancellation.NEVER).proposals();
        var found = fp8.run(forward, Cancellation.NEVER).proposals();
        double apart = apart(found.logits(), exact.logits());
        double same = same(found.tokens(), exact.tokens());
        System.out.printf(
            "%s, %s: fp8 proposes as full in %.1f %% of rows, logits %.2e apart%n",
            architecture, directive.getClass().getSimpleName(), 100 * same, apart);
        assertThat(same).isGreaterThan(0.5);
        assertThat(apart).isLessThan(0.25);
        // attention alone makes a difference, too
        assertThat(apart(found.logits(), logits(linear, forward))).isPositive();
      }
    }
  }

  private ModelRunner load(Architecture architecture, Precision precision) {
    var gpu = Gpu.open();
    var spec = NamedWeights.small(architecture, 128);
    var weights = new NamedWeights(gpu.torch(), spec, ElementType.BFLOAT16);
    return Runners.load(gpu.torch(), gpu.kernels(), spec, weights, patterns, precision, 0);
  }

  private static double same(int[] found, int[] expected) {
    return (double) IntStream.range(0, found.length).filter(i -> found[i] == expected[i]).count()
        / found.length;
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void run_withoutLogits_proposesTheirArgmax(Architecture architecture) {
    var dense = new AttentionDirective.Dense();
    try (var cuda = load(architecture, false)) {
      var with = cuda.run(forward(400, dense, 0, true), Cancellation.NEVER).proposals();
      var without = cuda.run(forward(400, dense, 0, false), Cancellation.NEVER).proposals();
      assertThat(without.tokens()).isEqualTo(with.tokens());
    }
  }

  private static float[] logits(ModelRunner runner, Forward forward) {
    return runner.run(forward, Cancellation.NEVER).proposals().logits();
  }

  private static Forward forward(
      int length, AttentionDirective directive, double cfgScale, boolean withLogits) {
    int prompt = length - 64;
    var random = new Random(length);
    int[] canvas =
        IntStream.range(0, length).map(i -> i < prompt ? random.nextInt(900) : 999).toArray();
    int[] positions = IntStream.range(prompt + 3, length - 5).toArray();
    var settings = Forwards.greedy(cfgScale, 999, withLogits);
    return new Forward(canvas, prompt, directive, Forwards.request(settings, positions));
  }

  private static void assertClose(float[] found, float[] expected) {
    assertThat(apart(found, expected)).isLessThan(TOLERANCE);
  }

  /** The mean distance, as a share of the mean size. */
  private static double apart(float[] found, float[] expected) {
    double error = 0;
    double size = 0;
    for (int i = 0; i < expected.length; i++) {
      error += Math.abs(found[i] - expected[i]);
      size += Math.abs(expected[i]);
    }
    return error / size;
  }
}

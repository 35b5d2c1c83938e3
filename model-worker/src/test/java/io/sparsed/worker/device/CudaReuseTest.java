package io.sparsed.worker.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.abort;

import io.sparsed.worker.attention.AttentionDirective;
import io.sparsed.worker.attention.RowRange;
import io.sparsed.worker.cuda.Gpu;
import io.sparsed.worker.model.Architecture;
import io.sparsed.worker.model.Cancellation;
import io.sparsed.worker.model.NamedWeights;
import io.sparsed.worker.model.Precision;
import io.sparsed.worker.proposal.PredictionRow;
import io.sparsed.worker.proposal.Proposals;
import io.sparsed.worker.tensor.ElementType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests reuse of keys and values on a GPU, kept in bf16 and in fp8. */
class CudaReuseTest {
  /** Other kernels round differently, and now and then two tokens are that close. */
  private static final double EQUAL_TOKENS = 0.9;

  private final PatternStore patterns = new PatternStore(1 << 24);

  /** The passes differ in everything but the rows of one request, whose bits must not. */
  @ParameterizedTest
  @EnumSource(Architecture.class)
  void run_reuseStepsOfManyRequests_bitForBitAsAlone(Architecture architecture) {
    try (var runner = open(architecture, 64, Precision.FULL)) {
      checkBitForBitAsAlone(runner);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Architecture.class,
      names = {"LLADA", "DREAM"})
  void run_reuseStepsOfManyRequestsInFp8_bitForBitAsAlone(Architecture architecture) {
    try (var runner = openInFp8(architecture)) {
      checkBitForBitAsAlone(runner);
    }
  }

  private static void checkBitForBitAsAlone(ModelRunner runner) {
    var steps = new ArrayList<Forward>();
    for (int i = 0; i < 16; i++) {
      int length = 300 + 211 * i;
      var request = request(length, 33);
      boolean sparse = i % 2 == 1;
      runner.run(
          request.refresh(
              "kept" + i,
              sparse ? Forwards.select("pattern" + i, 64, 0.3) : new AttentionDirective.Dense()),
          Cancellation.NEVER);
      steps.add(
          request
              .with(length - 40, 7)
              .reuse(
                  "kept" + i,
                  sparse ? Forwards.sparse("pattern" + i) : new AttentionDirective.Dense()));
    }
    var together = steps.stream().map(step -> new QueuedForward(step, Cancellation.NEVER)).toList();
    runner.run(together);
    for (int i = 0; i < steps.size(); i++) {
      var found = together.get(i).result().join().proposals();
      var alone = runner.run(steps.get(i), Cancellation.NEVER).proposals();
      assertThat(found.tokens()).isEqualTo(alone.tokens());
      assertThat(found.confidences()).isEqualTo(alone.confidences());
    }
  }

  /** The fourth step of a canvas is recorded, and it and further ones are launched so. */
  @ParameterizedTest
  @EnumSource(
      value = Architecture.class,
      names = {"LLADA", "DREAM"})
  void run_reuseStepsOneAfterAnother_recordedAndBitForBitAsTheFirst(Architecture architecture) {
    try (var runner = open(architecture, 64, Precision.FULL)) {
      checkRecorded(runner);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Architecture.class,
      names = {"LLADA", "DREAM"})
  void run_reuseStepsOneAfterAnotherInFp8_recordedAndBitForBitAsTheFirst(
      Architecture architecture) {
    try (var runner = openInFp8(architecture)) {
      checkRecorded(runner);
    }
  }

  private static void checkRecorded(ModelRunner runner) {
    var transformer = runner.replicas().first().transformer();
    var request = request(3000, 33);
    for (var attention : attentions(runner)) {
      var first = new ArrayList<Proposals>();
      for (int step = 0; step < 6; step++) {
        runner.run(request.refresh("k", attention), Cancellation.NEVER);
        first.add(reused(runner, request, step, attention));
      }
      long before = transformer.recordedPasses();
      runner.run(request.refresh("k", attention), Cancellation.NEVER);
      for (int step = 0; step < first.size(); step++) {
        var found = reused(runner, request, step, attention);
        assertThat(found.tokens()).isEqualTo(first.get(step).tokens());
        assertThat(found.confidences()).isEqualTo(first.get(step).confidences());
      }
      assertThat(transformer.recordedPasses() - before).isEqualTo(first.size() - 3);
    }
  }

  /** Returns what a step proposes whose canvas differs from other steps' by an active token. */
  private static Proposals reused(
      ModelRunner runner, ReuseForwards request, int step, AttentionDirective attention) {
    var changed = request.with(2940 + step, 7 + step);
    return runner.run(changed.reuse("k", attention), Cancellation.NEVER).proposals();
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void run_reuseOfAnUnchangedCanvas_proposesAsTheRefresh(Architecture architecture) {
    try (var runner = open(architecture, 64, Precision.FULL)) {
      for (var attention : attentions(runner)) {
        var refreshed = refreshed(runner, attention, 33);
        var reused = reused(runner, attention, 33);
        assertThat(equalTokens(reused, refreshed)).isGreaterThanOrEqualTo(EQUAL_TOKENS);
        for (int i = 0; i < refreshed.tokens().length; i++) {
          assertThat(reused.confidences()[i]).isCloseTo(refreshed.confidences()[i], within(0.02));
        }
      }
    }
  }

  /** Few active rows read fp8 themselves; many go the portable way, which widens it first. */
  @ParameterizedTest
  @CsvSource({"LLADA, 33", "LLADA, 300", "DREAM, 33", "DREAM, 300"})
  void run_reuseInFp8_proposesMostlyAsWithKeysInBf16(Architecture architecture, int rows) {
    try (var fp8 = openInFp8(architecture);
        var linear = open(architecture, 128, Precision.FP8_LINEAR)) {
      assertThat(fp8.keyValueBytesPerToken())
          .isEqualTo(linear.keyValueBytesPerToken() * (128 + 4) / (128 * 2));
      for (var attention : attentions(linear)) {
        var _ = refreshed(fp8, attention, rows);
        var _ = refreshed(linear, attention, rows);
        var found = reused(fp8, attention, rows);
        assertThat(reused(fp8, attention, rows).confidences()).isEqualTo(found.confidences());
        double equal = equalTokens(found, reused(linear, attention, rows));
        System.out.printf(
            "%s, %d rows, %s: with keys in fp8 %.1f %% of tokens are as in bf16%n",
            architecture, rows, attention.getClass().getSimpleName(), 100 * equal);
        assertThat(equal).isGreaterThan(0.5);
      }
    }
  }

  private ModelRunner openInFp8(Architecture architecture) {
    var runner = open(architecture, 128, Precision.FP8);
    if (!runner.replicas().hasAttentionInFp8()) {
      String kernels = runner.replicas().description();
      runner.close();
      abort(kernels);
    }
    return runner;
  }

  private ModelRunner open(Architecture architecture, int headDim, Precision precision) {
    var gpu = Gpu.open();
    var spec = NamedWeights.small(architecture, headDim);
    var weights = new NamedWeights(gpu.torch(), spec, ElementType.BFLOAT16);
    return Runners.load(
        gpu.torch(), gpu.kernels(), spec, weights, patterns, precision, Long.MAX_VALUE);
  }

  /** Returns dense attention, and attention by a pattern that a runner takes. */
  private static List<AttentionDirective> attentions(ModelRunner runner) {
    runner.run(request(3000, 33).plain(Forwards.select("p", 64, 0.3)), Cancellation.NEVER);
    return List.of(new AttentionDirective.Dense(), Forwards.sparse("p"));
  }

  private static Proposals refreshed(ModelRunner runner, AttentionDirective attention, int rows) {
    return runner.run(request(3000, rows).refresh("k", attention), Cancellation.NEVER).proposals();
  }

  private static Proposals reused(ModelRunner runner, AttentionDirective attention, int rows) {
    return runner.run(request(3000, rows).reuse("k", attention), Cancellation.NEVER).proposals();
  }

  private static double equalTokens(Proposals found, Proposals expected) {
    int count = expected.tokens().length;
    assertThat(found.tokens()).hasSize(count);
    return IntStream.range(0, count)
        .mapToDouble(i -> found.tokens()[i] == expected.tokens()[i] ? 1 : 0)
        .average()
        .orElseThrow();
  }

  private static ReuseForwards request(int length, int rows) {
    int prompt = length - rows - 31;
    return new ReuseForwards(
        ReuseForwards.canvas(length, prompt),
        prompt,
        new RowRange(prompt - 1, rows),
        PredictionRow.PREVIOUS,
        Forwards.greedy(0, 999, false));
  }
}

package io.sparsed.worker.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sparsed.worker.attention.AttentionDirective;
import io.sparsed.worker.attention.RowRange;
import io.sparsed.worker.cuda.Kernels;
import io.sparsed.worker.model.Architecture;
import io.sparsed.worker.model.Cancellation;
import io.sparsed.worker.model.NamedWeights;
import io.sparsed.worker.model.Precision;
import io.sparsed.worker.proposal.PredictionRow;
import io.sparsed.worker.tensor.ElementType;
import io.sparsed.worker.tensor.Torch;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests forwards that keep and reuse keys and values, in fp32 on a CPU. */
class ReuseTest {
  private static final AttentionDirective DENSE = new AttentionDirective.Dense();

  private final PatternStore patterns = new PatternStore(1 << 20);
  private final NamedRunner named = new NamedRunner();

  /** Opens runners of a small model and closes them after the test. */
  private final class NamedRunner {
    private Optional<ModelRunner> opened = Optional.empty();

    ModelRunner open(Architecture architecture, long keyValueBytes) {
      var torch = Torch.open("cpu");
      var spec = NamedWeights.small(architecture);
      var weights = new NamedWeights(torch, spec, ElementType.FLOAT32);
      var kernels = Kernels.find(torch, ElementType.FLOAT32, Optional.empty());
      var runner =
          Runners.load(torch, kernels, spec, weights, patterns, Precision.FULL, keyValueBytes);
      opened = Optional.of(runner);
      return runner;
    }
  }

  @AfterEach
  void close() {
    named.opened.ifPresent(ModelRunner::close);
  }

  private static ReuseForwards request(int length, PredictionRow row, double guidance) {
    int prompt = length - 48;
    int first = row == PredictionRow.PREVIOUS ? prompt - 1 : prompt;
    return new ReuseForwards(
        ReuseForwards.canvas(length, prompt),
        prompt,
        new RowRange(first, prompt + 16 - first),
        row,
        Forwards.greedy(guidance, 999, true));
  }

  /** A reuse step on the very canvas of its refresh computes what the refresh did. */
  @ParameterizedTest
  @CsvSource({
    "LLADA, 400, SAME, 0, false",
    "LLADA, 300, SAME, 1.5, false",
    "DREAM, 401, PREVIOUS, 0, false",
    "LLADA, 400, SAME, 0, true",
    "LLADA, 300, SAME, 1.5, true",
    "DREAM, 411, PREVIOUS, 0, true",
    "DREAM, 100, PREVIOUS, 0, true",
  })
  void run_reuseOfAnUnchangedCanvas_logitsOfTheRefresh(
      Architecture architecture, int length, PredictionRow row, double guidance, boolean sparse) {
    var runner = named.open(architecture, Long.MAX_VALUE);
    var request = request(length, row, guidance);
    var attention = sparse ? Forwards.sparse("p") : DENSE;
    if (sparse) {
      runner.run(request.plain(Forwards.select("p", 32, 0.3)), Cancellation.NEVER);
    }
    var refreshed = runner.run(request.refresh("k", attention), Cancellation.NEVER).proposals();
    var reused = runner.run(request.reuse("k", attention), Cancellation.NEVER).proposals();
    assertThat(refreshed.tokens())
        .isEqualTo(runner.run(request.plain(attention), Cancellation.NEVER).proposals().tokens());
    assertClose(reused.logits(), refreshed.logits());
  }

  /** A reuse step does not see the keys and values that an earlier one wrote. */
  @Test
  void run_otherReuseStepBetween_changesNothing() {
    var runner = named.open(Architecture.LLADA, Long.MAX_VALUE);
    var request = request(400, PredictionRow.SAME, 0);
    runner.run(request.refresh("k", DENSE), Cancellation.NEVER);
    var step = request.with(355, 7).reuse("k", DENSE);
    var first = runner.run(step, Cancellation.NEVER).proposals();
    runner.run(request.with(352, 3).with(353, 4).reuse("k", DENSE), Cancellation.NEVER);
    assertThat(runner.run(step, Cancellation.NEVER).proposals().logits()).isEqualTo(first.logits());
    assertThat(first.logits())
        .isNotEqualTo(
            runner
                .run(request.with(355, 8).reuse("k", DENSE), Cancellation.NEVER)
                .proposals()
                .logits());
  }

  @Test
  void run_refreshAndReuseStepsAsOnePass_asAlone() {
    var runner = named.open(Architecture.DREAM, Long.MAX_VALUE);
    var one = request(300, PredictionRow.PREVIOUS, 0);
    var other = request(217, PredictionRow.PREVIOUS, 0);
    runner.run(one.refresh("one", DENSE), Cancellation.NEVER);
    var forwards =
        List.of(
            one.with(260, 5).reuse("one", DENSE), other.refresh("other", DENSE), one.plain(DENSE));
    var together =
        forwards.stream().map(each -> new QueuedForward(each, Cancellation.NEVER)).toList();
    runner.run(together);
    for (int i = 0; i < forwards.size(); i++) {
      assertClose(
          together.get(i).result().join().proposals().logits(),
          runner.run(forwards.get(i), Cancellation.NEVER).proposals().logits());
    }
  }

  @Test
  void run_unknownOrDroppedOrOther_isRefused() {
    var runner = named.open(Architecture.LLADA, Long.MAX_VALUE);
    var request = request(400, PredictionRow.SAME, 0);
    var step = request.reuse("k", DENSE);
    assertThatExceptionOfType(KeyValuesMissingException.class)
        .isThrownBy(() -> runner.run(step, Cancellation.NEVER));
    runner.run(request.refresh("k", DENSE), Cancellation.NEVER);
    assertThat(Runners.keptBytes(runner)).isEqualTo(400 * runner.keyValueBytesPerToken());
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(
            () ->
                runner.run(
                    request(401, PredictionRow.SAME, 0).reuse("k", DENSE), Cancellation.NEVER))
        .withMessageContaining("400 tokens");
    runner.drop("k");
    assertThat(Runners.keptBytes(runner)).isZero();
    assertThatExceptionOfType(KeyValuesMissingException.class)
        .isThrownBy(() -> runner.run(step, Cancellation.NEVER));
  }

  @Test
  void run_moreThanTheBound_forgetsTheLeastRecentlyUsed() {
    var runner = named.open(Architecture.LLADA, 1 << 23);
    long bound = runner.keyValueCapacityBytes() / runner.keyValueBytesPerToken();
    int third = (int) (bound / 3);
    var request = request(third, PredictionRow.SAME, 0);
    for (var id : List.of("a", "b", "c")) {
      runner.run(request.refresh(id, DENSE), Cancellation.NEVER);
    }
    runner.run(request.reuse("a", DENSE), Cancellation.NEVER);
    runner.run(request.refresh("d", DENSE), Cancellation.NEVER);
    assertThat(runner.run(request.reuse("a", DENSE), Cancellation.NEVER)).isNotNull();
    assertThatExceptionOfType(KeyValuesMissingException.class)
        .isThrownBy(() -> runner.run(request.reuse("b", DENSE), Cancellation.NEVER));
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(
            () ->
                runner.run(
                    request((int) bound + 1, PredictionRow.SAME, 0).refresh("e", DENSE),
                    Cancellation.NEVER))
        .withMessageContaining("do not fit");
    var registry = new SimpleMeterRegistry();
    runner.keyValuesMetrics().bindTo(registry);
    assertThat(registry.get("sparsed.key.values").gauge().value())
        .isEqualTo(3.0 * third * runner.keyValueBytesPerToken());
    assertThat(registry.get("sparsed.key.values.entries").gauge().value()).isEqualTo(3);
    assertThat(registry.get("sparsed.key.values.hits").functionCounter().count()).isEqualTo(2);
    assertThat(registry.get("sparsed.key.values.misses").functionCounter().count()).isEqualTo(1);
    assertThat(registry.get("sparsed.key.values.evictions").functionCounter().count()).isEqualTo(1);
  }

  private static void assertClose(float[] found, float[] expected) {
    assertThat(found).hasSameSizeAs(expected).isNotEmpty();
    for (int i = 0; i < found.length; i++) {
      assertThat(found[i]).isCloseTo(expected[i], within(2e-4f));
    }
  }
}

package io.sparsed.worker.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparsed.worker.attention.AttentionDirective;
import io.sparsed.worker.attention.AttentionDirective.DenseAndSelect;
import io.sparsed.worker.attention.FixedPattern;
import io.sparsed.worker.attention.Pattern;
import io.sparsed.worker.attention.PatternRule;
import io.sparsed.worker.attention.PatternShape;
import io.sparsed.worker.attention.RowRange;
import io.sparsed.worker.model.Architecture;
import io.sparsed.worker.model.Cancellation;
import io.sparsed.worker.model.ModelSpec;
import io.sparsed.worker.model.NamedWeights;
import io.sparsed.worker.proposal.PredictionRow;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests that several devices compute what one does: CPUs here, which exchange in memory. */
@Timeout(60)
class SeveralDevicesTest {
  private static final AttentionDirective DENSE = new AttentionDirective.Dense();

  /** The change that another order of fp32 sums makes, on any processor. */
  private static final float ROUNDING = 1e-4f;

  /** The forwards of three requests: one guided, one of a canvas that no device count divides. */
  private static List<List<Forward>> passes(PredictionRow row) {
    var plain = request(211, row, 0);
    var guided = request(90, row, 1.5);
    var other = request(64, row, 0);
    var random = new FixedPattern(FixedPattern.Rule.RANDOM, 16, 0.4, 5);
    return List.of(
        List.of(plain.plain(DENSE)),
        List.of(guided.plain(Forwards.select("guided", 16, 0.3)), other.plain(DENSE)),
        List.of(plain.plain(select("shared", PatternRule.SHARED_HEADS))),
        List.of(plain.plain(select("joint", PatternRule.JOINT))),
        List.of(plain.refresh("plain", Forwards.select("taken", 32, 0.4)), other.plain(DENSE)),
        List.of(guided.refresh("guided", Forwards.sparse("guided"))),
        List.of(other.refresh("other", DENSE), guided.with(50, 4).plain(DENSE)),
        List.of(
            plain.with(170, 7).reuse("plain", Forwards.sparse("taken")),
            guided.with(50, 3).reuse("guided", Forwards.sparse("guided"))),
        List.of(other.with(20, 3).reuse("other", DENSE)),
        List.of(
            plain.plain(new AttentionDirective.Sparse(random, 0.4)),
            other.with(21, 3).reuse("other", DENSE),
            plain.plain(Forwards.sparse("shared"))));
  }

  private static AttentionDirective select(String id, PatternRule rule) {
    return new DenseAndSelect(id, rule, 16, 0.3, 0.5);
  }

  private static ReuseForwards request(int length, PredictionRow row, double guidance) {
    int prompt = length - 48;
    int first = row == PredictionRow.PREVIOUS ? prompt - 1 : prompt;
    return new ReuseForwards(
        ReuseForwards.canvas(length, prompt),
        prompt,
        new RowRange(first, prompt + 10 - first),
        row,
        Forwards.greedy(guidance, 999, true));
  }

  @ParameterizedTest
  @CsvSource({
    "LLADA, SAME, 4",
    "DREAM, PREVIOUS, 2",
  })
  void run_everyDirective_asOnOneDevice(Architecture architecture, PredictionRow row, int devices) {
    var spec = NamedWeights.small(architecture);
    try (var one = SeveralDevices.load(spec, 1, new PatternStore(1 << 20));
        var several = SeveralDevices.load(spec, devices, new PatternStore(1 << 20))) {
      assertThat(several.replicas().deviceNames()).isEqualTo("cpu" + ",cpu".repeat(devices - 1));
      for (var pass : passes(row)) {
        assertSame(run(several, pass), run(one, pass));
      }
      assertThat(several.keyValueBytesPerToken()).isEqualTo(one.keyValueBytesPerToken());
      assertThat(Runners.keptBytes(several)).isEqualTo(Runners.keptBytes(one)).isPositive();
      several.drop("plain");
      assertThat(Runners.keptBytes(several)).isLessThan(Runners.keptBytes(one));
    }
  }

  private static List<ForwardResult> run(ModelRunner runner, List<Forward> pass) {
    var queued = pass.stream().map(each -> new QueuedForward(each, Cancellation.NEVER)).toList();
    runner.run(queued);
    return queued.stream().map(each -> each.result().join()).toList();
  }

  private static void assertSame(List<ForwardResult> found, List<ForwardResult> expected) {
    for (int i = 0; i < expected.size(); i++) {
      var proposals = found.get(i).proposals();
      var alone = expected.get(i).proposals();
      assertThat(proposals.tokens()).isEqualTo(alone.tokens());
      assertThat(proposals.logits()).hasSameSizeAs(alone.logits());
      for (int j = 0; j < alone.logits().length; j++) {
        float size = Math.max(1, Math.abs(alone.logits()[j]));
        assertThat(Math.abs(proposals.logits()[j] - alone.logits()[j]) / size).isLessThan(ROUNDING);
      }
      assertThat(words(found.get(i))).isEqualTo(words(expected.get(i)));
      assertThat(found.get(i).attended()).isEqualTo(expected.get(i).attended());
    }
  }

  private static long[] words(ForwardResult result) {
    return result.pattern().map(Pattern::words).orElse(new long[0]);
  }

  @Test
  void load_headsThatCannotBeShared_saysWhichNumbersCan() {
    assertThatThrownBy(() -> load(Architecture.DREAM, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("4 devices cannot share 2 heads")
        .hasMessageContaining("1 or 2 devices");
    assertThatThrownBy(() -> load(Architecture.LLADA, 3))
        .hasMessageContaining("1, 2, 4 or 8 devices");
  }

  private static void load(Architecture architecture, int devices) {
    ModelSpec spec = NamedWeights.small(architecture);
    SeveralDevices.load(spec, devices, new PatternStore(1)).close();
  }

  @ParameterizedTest
  @EnumSource(FixedPattern.Rule.class)
  void parts_ofAPattern_makeItUp(FixedPattern.Rule rule) {
    var shape = new PatternShape(2, 3, 8, 16, 1100);
    var whole = new FixedPattern(rule, 16, 0.3, 5).pattern(shape, 900);
    var parts = List.of(whole.part(0, 4), whole.part(1, 4), whole.part(2, 4), whole.part(3, 4));
    assertThat(parts.get(1).kept(1, 2, 1, 40)).isEqualTo(whole.kept(1, 2, 3, 40));
    assertThat(Pattern.ofParts(parts).words()).isEqualTo(whole.words());
  }
}

package io.sparsed.worker.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sparsed.worker.attention.AttentionDirective;
import io.sparsed.worker.attention.BlockSelection;
import io.sparsed.worker.attention.FixedPattern;
import io.sparsed.worker.attention.Pattern;
import io.sparsed.worker.attention.PatternRule;
import io.sparsed.worker.attention.PatternShape;
import io.sparsed.worker.checkpoint.Checkpoint;
import io.sparsed.worker.cuda.Kernels;
import io.sparsed.worker.golden.Golden;
import io.sparsed.worker.model.Cancellation;
import io.sparsed.worker.model.Precision;
import io.sparsed.worker.tensor.ElementType;
import io.sparsed.worker.tensor.LiveTensors;
import io.sparsed.worker.tensor.Torch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelRunnerTest {
  private static final int MASK = 500;
  private static final int PROMPT = 150;
  private static final int LENGTH = 200;

  @TempDir Path folder;
  private Checkpoint checkpoint;
  private PatternStore patterns;
  private Torch torch;
  private ModelRunner runner;

  @BeforeEach
  void load() throws IOException {
    checkpoint = Checkpoint.open(Golden.checkpoint("llada-tiny", folder));
    patterns = new PatternStore(1 << 20);
    torch = Torch.open("cpu");
    runner = runner(torch, ElementType.FLOAT32, patterns);
  }

  private ModelRunner runner(Torch device, ElementType type, PatternStore store) {
    var kernels = Kernels.find(device, type, Optional.empty());
    var weights = checkpoint.weights(device, type);
    return Runners.load(device, kernels, checkpoint.spec(), weights, store);
  }

  @AfterEach
  void close() {
    runner.close();
    checkpoint.close();
  }

  @Test
  void run_patternNotHeld_refused() {
    assertThatThrownBy(() -> runner.run(sparse("nobody's"), Cancellation.NEVER))
        .isInstanceOf(PatternMissingException.class);
  }

  @Test
  void run_patternOfAnotherCanvas_refused() {
    runner.run(select("p", 0.5, 0), Cancellation.NEVER);
    var longer = forward(LENGTH + 64, Forwards.sparse("p"), 0);
    assertThatThrownBy(() -> runner.run(longer, Cancellation.NEVER))
        .hasMessageContaining("canvasLength=264");
  }

  @Test
  void run_patternLargerThanTheStore_refusedBeforeAnyWork() {
    var asked = new AtomicInteger();
    var huge = forward(40_000, Forwards.select("p", 16, 0.5), 0);
    assertThatThrownBy(() -> runner.run(huge, asked::incrementAndGet))
        .hasMessageContaining("larger block_size");
    assertThat(asked).hasValue(1);
  }

  @Test
  void run_nothingAskedFor_nothingProposed() {
    var nothing = Forwards.request(Forwards.greedy(0, MASK, false));
    var forward = new Forward(canvas(LENGTH), PROMPT, new AttentionDirective.Dense(), nothing);
    assertThat(runner.run(forward, Cancellation.NEVER).proposals().tokens()).isEmpty();
  }

  @Test
  void run_cancelledBetweenLayers_stops() {
    var asked = new AtomicInteger();
    Cancellation afterTwo = Cancellation.when(() -> asked.incrementAndGet() > 2);
    assertThatThrownBy(() -> runner.run(dense(0), afterTwo))
        .isInstanceOf(CancellationException.class);
    assertThat(asked).hasValue(3);
  }

  @Test
  void run_manyForwardsAndFailures_leavesNoTensorBehind() {
    runner.run(select("p", 0.3, 1.5), Cancellation.NEVER);
    runner.run(guidedSparse(), Cancellation.NEVER);
    int live = LiveTensors.of(torch);

    for (int i = 0; i < 5; i++) {
      runner.run(dense(0), Cancellation.NEVER);
      runner.run(guidedSparse(), Cancellation.NEVER);
      runner.run(select("q" + i, 0.3, 0), Cancellation.NEVER);
      assertThatThrownBy(() -> runner.run(sparse("nobody's"), Cancellation.NEVER));
      var asked = new AtomicInteger();
      assertThatThrownBy(
          () -> runner.run(dense(0), Cancellation.when(() -> asked.incrementAndGet() > 2)));
    }
    assertThat(LiveTensors.of(torch)).isEqualTo(live);

    patterns.drop("p");
    runner.drop("none");
    assertThat(LiveTensors.of(torch)).isLessThan(live);
  }

  @Test
  void run_patternsThatTheStoreForgot_leaveTheDevice() {
    runner.close();
    torch = Torch.open("cpu");
    var oneAtATime = new PatternStore(1300);
    runner = runner(torch, ElementType.FLOAT32, oneAtATime);
    runner.run(select("p0", 0.3, 0), Cancellation.NEVER);
    runner.run(sparse("p0"), Cancellation.NEVER);
    int live = LiveTensors.of(torch);

    for (var id : new String[] {"p1", "p2", "p3"}) {
      runner.run(select(id, 0.3, 0), Cancellation.NEVER);
      runner.run(sparse(id), Cancellation.NEVER);
    }
    assertThat(LiveTensors.of(torch)).isEqualTo(live);
  }

  @Test
  void run_selectOne_sparseExactlyDense() {
    var selected = runner.run(select("all", 1.0, 1.5), Cancellation.NEVER).proposals();
    var sparse = runner.run(forward(LENGTH, Forwards.sparse("all"), 1.5), Cancellation.NEVER);
    assertThat(sparse.proposals().logits()).isEqualTo(selected.logits());
  }

  @ParameterizedTest
  @EnumSource(FixedPattern.Rule.class)
  void run_fixedPatternAgain_isPreparedOnce(FixedPattern.Rule rule) {
    var fixed = new FixedPattern(rule, 16, 0.3, 7);
    var forward = forward(LENGTH, new AttentionDirective.Sparse(fixed, 0.3), 1.5);
    var shape = new PatternShape(2, 3, 4, 16, LENGTH);

    var first = runner.run(forward, Cancellation.NEVER);
    int live = LiveTensors.of(torch);
    var second = runner.run(forward, Cancellation.NEVER);

    assertThat(LiveTensors.of(torch)).isEqualTo(live);
    assertThat(second.proposals().logits()).isEqualTo(first.proposals().logits());
    assertThat(first.attended()).isEqualTo(fixed.pattern(shape, PROMPT).keptShare());
    assertThat(patterns.holds(patterns.get(fixed, shape, PROMPT))).isTrue();
  }

  @Test
  void run_jointRule_asIsolatedWithoutAPrompt() {
    int most = BlockSelection.of(LENGTH, PROMPT, 16, 0.3).most();
    double select = (most - 0.5) / 13;
    var isolated = Forwards.select("isolated", 16, select);
    var withoutPrompt = new Forward(canvas(LENGTH), 0, isolated, dense(0).proposal());

    assertThat(pattern(select(PatternRule.JOINT)).words())
        .isEqualTo(pattern(withoutPrompt).words());
  }

  @Test
  void run_sharedHeadsRule_everyHeadKeepsTheSame() {
    var pattern = pattern(select(PatternRule.SHARED_HEADS));

    int most = BlockSelection.of(LENGTH, PROMPT, 16, 0.3).most();
    for (int head = 0; head < 4; head++) {
      assertThat(pattern.kept(0, 2, head, 5)).hasSize(most).isEqualTo(pattern.kept(0, 2, 0, 5));
    }
    assertThat(pattern.words()).isEqualTo(patterns.get("p").orElseThrow().words());
  }

  private static Forward select(PatternRule rule) {
    return forward(LENGTH, new AttentionDirective.DenseAndSelect("p", rule, 16, 0.3, 0.5), 0);
  }

  private Pattern pattern(Forward forward) {
    var result = runner.run(forward, Cancellation.NEVER);
    assertThat(result.attended()).isEqualTo(1);
    return result.pattern().orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(ints = {LENGTH, 700})
  void run_guided_combinesConditionalAndUnconditional(int length) {
    var dense = new AttentionDirective.Dense();
    float[] guided = logits(forward(length, dense, 2.0));
    float[] conditional = logits(forward(length, dense, 0));
    int[] masked = canvas(length);
    Arrays.fill(masked, 0, PROMPT, MASK);
    float[] unconditional = logits(forward(masked, dense, 0));
    for (int i = 0; i < guided.length; i++) {
      double expected = unconditional[i] + 3.0 * (conditional[i] - unconditional[i]);
      assertThat((double) guided[i]).isCloseTo(expected, within(1e-4));
    }
  }

  @Test
  void run_guidedSelect_eachCanvasItsOwnPattern() {
    var pattern = runner.run(select("g", 0.3, 1.5), Cancellation.NEVER).pattern().orElseThrow();
    var alone = runner.run(select("c", 0.3, 0), Cancellation.NEVER).pattern().orElseThrow();
    assertThat(pattern.shape().branches()).isEqualTo(2);
    long[] both = pattern.words();
    int half = both.length / 2;
    assertThat(Arrays.copyOf(both, half)).isEqualTo(alone.words());
    assertThat(Arrays.copyOfRange(both, half, both.length)).isNotEqualTo(alone.words());
  }

  @ParameterizedTest
  @EnumSource(ElementType.class)
  void run_halfPrecision_closeToFloat32(ElementType type) {
    float[] exact = runner.run(dense(0), Cancellation.NEVER).proposals().logits();
    runner.close();
    runner = runner(Torch.open("cpu"), type, patterns);
    float[] found = runner.run(dense(0), Cancellation.NEVER).proposals().logits();
    double error =
        IntStream.range(0, exact.length).mapToDouble(i -> Math.abs(exact[i] - found[i])).sum();
    double size = IntStream.range(0, exact.length).mapToDouble(i -> Math.abs(exact[i])).sum();
    assertThat(error / size).isLessThan(type == ElementType.BFLOAT16 ? 0.08 : 0.012);
    if (type != ElementType.FLOAT32) {
      assertThat(error).isGreaterThan(0);
    }
  }

  @Test
  void run_fp8OnACpu_saysWhyNotAndAnswersAsFull() {
    float[] full = logits(dense(0));
    runner.close();
    torch = Torch.open("cpu");
    runner =
        Runners.load(
            torch,
            Kernels.find(torch, ElementType.FLOAT32, Optional.empty()),
            checkpoint.spec(),
            checkpoint.weights(torch, ElementType.FLOAT32),
            patterns,
            Precision.FP8,
            0);
    assertThat(runner.replicas().description())
        .isEqualTo(
            "portable: the device is a CPU; linear layers not in fp8: the device is a CPU;"
                + " attention not in fp8: the device is a CPU");
    assertThat(runner.replicas().hasLinearLayersInFp8()).isFalse();
    assertThat(runner.replicas().hasAttentionInFp8()).isFalse();
    assertThat(logits(dense(0))).isEqualTo(full);
  }

  private float[] logits(Forward forward) {
    return runner.run(forward, Cancellation.NEVER).proposals().logits();
  }

  private static int[] canvas(int length) {
    var random = new Random(3);
    return IntStream.range(0, length).map(i -> i < PROMPT ? random.nextInt(400) : MASK).toArray();
  }

  private static Forward dense(double cfgScale) {
    return forward(LENGTH, new AttentionDirective.Dense(), cfgScale);
  }

  private static Forward select(String id, double select, double cfgScale) {
    return forward(LENGTH, Forwards.select(id, 16, select), cfgScale);
  }

  private static Forward sparse(String id) {
    return forward(LENGTH, Forwards.sparse(id), 0);
  }

  private static Forward guidedSparse() {
    return forward(LENGTH, Forwards.sparse("p"), 1.5);
  }

  private static Forward forward(int length, AttentionDirective directive, double cfgScale) {
    return forward(canvas(length), directive, cfgScale);
  }

  private static Forward forward(int[] canvas, AttentionDirective directive, double cfgScale) {
    int[] positions = IntStream.range(canvas.length - 8, canvas.length).toArray();
    var request = Forwards.request(Forwards.greedy(cfgScale, MASK, true), positions);
    return new Forward(canvas, PROMPT, directive, request);
  }
}

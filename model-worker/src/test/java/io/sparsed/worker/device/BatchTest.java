package io.sparsed.worker.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sparsed.worker.attention.AttentionDirective;
import io.sparsed.worker.attention.Pattern;
import io.sparsed.worker.checkpoint.Checkpoint;
import io.sparsed.worker.cuda.Kernels;
import io.sparsed.worker.golden.Golden;
import io.sparsed.worker.model.Cancellation;
import io.sparsed.worker.proposal.Confidence;
import io.sparsed.worker.proposal.PredictionRow;
import io.sparsed.worker.proposal.ProposalRequest;
import io.sparsed.worker.proposal.Proposals;
import io.sparsed.worker.proposal.Sampling;
import io.sparsed.worker.tensor.ElementType;
import io.sparsed.worker.tensor.LiveTensors;
import io.sparsed.worker.tensor.Torch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that forwards that run as one pass give what they give alone, and fail alone. */
@Timeout(60)
class BatchTest {
  private static final int MASK = 500;

  /** The change that another order of fp32 sums makes, on any processor, relative. */
  private static final double ROUNDING = 1e-4;

  @TempDir Path folder;
  private final PatternStore patterns = new PatternStore(1 << 20);
  private Checkpoint checkpoint;
  private Torch torch;
  private ModelRunner runner;

  @BeforeEach
  void loadLlada() throws IOException {
    load("llada-tiny");
  }

  private void load(String model) throws IOException {
    checkpoint = Checkpoint.open(Golden.checkpoint(model, folder));
    torch = Torch.open("cpu");
    var type = ElementType.FLOAT32;
    var kernels = Kernels.find(torch, type, Optional.empty());
    runner =
        Runners.load(torch, kernels, checkpoint.spec(), checkpoint.weights(torch, type), patterns);
  }

  @AfterEach
  void close() {
    runner.close();
    checkpoint.close();
  }

  @Test
  void run_oneNamesNoPattern_failsAlone() {
    var queued = queued(mixed());
    var missing = new QueuedForward(sparse(300, "nobody's", 0), Cancellation.NEVER);
    queued.add(1, missing);
    runner.run(queued);
    assertFailed(missing, PatternMissingException.class);
    queued.remove(missing);
    assertAsAlone(queued);
  }

  @Test
  void run_patternOfAnotherCanvas_failsAlone() {
    var queued = queued(mixed());
    var misfit = new QueuedForward(sparse(333, "held", 0), Cancellation.NEVER);
    queued.add(misfit);
    runner.run(queued);
    assertFailed(misfit, IllegalArgumentException.class);
    queued.remove(misfit);
    assertAsAlone(queued);
  }

  @Test
  void run_oneBreaksTheWholePass_failsAlone() {
    var queued = queued(mixed());
    int[] canvas = canvas(90);
    canvas[3] = 1_000_000; // no row of the embedding
    var broken =
        new QueuedForward(forward(canvas, new AttentionDirective.Dense(), 0), Cancellation.NEVER);
    queued.add(2, broken);
    runner.run(queued);
    assertFailed(broken, RuntimeException.class);
    queued.remove(broken);
    assertAsAlone(queued);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void run_oneCancelled_theOthersGoOn(int afterChecks) {
    var asked = new AtomicInteger();
    var stop = Cancellation.when(() -> asked.incrementAndGet() > afterChecks);
    var queued = queued(mixed());
    var cancelled = new QueuedForward(dense(32), stop); // the shortest is asked first
    queued.add(cancelled);
    runner.run(queued);
    assertThat(cancelled.result().isCancelled()).isTrue();
    queued.remove(cancelled);
    assertAsAlone(queued);
  }

  @Test
  void run_allCancelledBetweenLayers_stops() {
    var asked = new AtomicInteger();
    var stop = Cancellation.when(() -> asked.incrementAndGet() > 4);
    var queued = List.of(new QueuedForward(dense(100), stop), new QueuedForward(dense(90), stop));
    runner.run(queued);
    for (var one : queued) {
      assertThatThrownBy(one.result()::join).isInstanceOf(CancellationException.class);
    }
    assertThat(asked.get()).isLessThan(10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"llada-tiny", "dream-tiny", "illada-tiny", "llada-moe-tiny"})
  void run_everyDirectiveInOnePass_asAlone(String model) throws IOException {
    close();
    load(model);
    var forwards = mixed();
    var queued = queued(forwards);
    runner.run(queued);
    assertAsAlone(queued);

    Collections.reverse(forwards);
    queued = queued(forwards);
    runner.run(queued);
    assertAsAlone(queued);
  }

  @ParameterizedTest
  @ValueSource(strings = {"llada-tiny", "dream-tiny", "illada-tiny", "llada-moe-tiny"})
  void run_equallyLong_asAlone(String model) throws IOException {
    close();
    load(model);
    runner.run(select(100, "one", 0), Cancellation.NEVER);
    runner.run(select(100, "other", 0), Cancellation.NEVER);
    runner.run(select(100, "guided", 1.5), Cancellation.NEVER);
    var queued =
        queued(
            List.of(
                sparse(100, "one", 0),
                dense(100),
                sparse(100, "guided", 1.5),
                select(100, "new", 0),
                dense(100),
                sparse(100, "other", 0)));
    runner.run(queued);
    assertAsAlone(queued);
  }

  /** Two pairs that draw alike, one of them guided, and one that draws in its own way. */
  @Test
  void run_someDrawAlike_asAlone() {
    var gumbel = new Sampling.Gumbel(0.7);
    var queued =
        queued(
            List.of(
                drawing(90, gumbel, 0),
                drawing(64, gumbel, 1.5),
                drawing(77, new Sampling.Greedy(), 0),
                drawing(120, gumbel, 0),
                drawing(90, gumbel, 1.5)));
    runner.run(queued);
    assertAsAlone(queued);
  }

  private static Forward drawing(int length, Sampling sampling, double cfgScale) {
    int[] positions = IntStream.range(length / 2, length).toArray();
    var settings = Forwards.settings(sampling, Confidence.MARGIN, cfgScale, MASK, false);
    var request = new ProposalRequest(positions, PredictionRow.PREVIOUS, settings, length, 3);
    return new Forward(canvas(length), length / 2, new AttentionDirective.Dense(), request);
  }

  @Test
  void run_manyPassesAndFailures_leavesNoTensorBehind() {
    runner.run(queued(mixed()));
    int live = LiveTensors.of(torch);
    for (int i = 0; i < 3; i++) {
      var queued = queued(mixed());
      queued.add(new QueuedForward(sparse(300, "nobody's", 0), Cancellation.NEVER));
      queued.add(
          new QueuedForward(forward(new int[] {-1}, new AttentionDirective.Dense(), 0), () -> {}));
      runner.run(queued);
    }
    assertThat(LiveTensors.of(torch)).isEqualTo(live);
  }

  /** Five canvases, each another length and directive; two are guided. */
  private List<Forward> mixed() {
    runner.run(select(320, "held", 0), Cancellation.NEVER);
    runner.run(select(129, "guided", 1.5), Cancellation.NEVER);
    return new ArrayList<>(
        List.of(
            dense(64),
            sparse(320, "held", 0),
            select(200, "taken", 0),
            forward(canvas(77), new AttentionDirective.Dense(), 2),
            sparse(129, "guided", 1.5)));
  }

  private void assertAsAlone(List<QueuedForward> queued) {
    for (var one : queued) {
      var found = one.result().join();
      var alone = runner.run(one.forward(), Cancellation.NEVER);
      assertAsAlone(found.proposals(), alone.proposals());
      assertThat(words(found)).isEqualTo(words(alone));
    }
  }

  private static void assertAsAlone(Proposals found, Proposals alone) {
    assertThat(found.tokens()).isEqualTo(alone.tokens());
    assertThat(found.confidences()).containsExactly(alone.confidences(), within(ROUNDING));
    assertThat(found.logits()).hasSameSizeAs(alone.logits());
    for (int i = 0; i < alone.logits().length; i++) {
      double size = Math.max(1, Math.abs(alone.logits()[i]));
      assertThat(Math.abs(found.logits()[i] - alone.logits()[i]) / size).isLessThan(ROUNDING);
    }
  }

  private static long[] words(ForwardResult result) {
    return result.pattern().map(Pattern::words).orElse(new long[0]);
  }

  private static void assertFailed(QueuedForward one, Class<? extends Throwable> why) {
    assertThat(one.result().exceptionNow()).isInstanceOf(why);
  }

  private static List<QueuedForward> queued(List<Forward> forwards) {
    return new ArrayList<>(
        forwards.stream().map(forward -> new QueuedForward(forward, Cancellation.NEVER)).toList());
  }

  private static Forward dense(int length) {
    return forward(canvas(length), new AttentionDirective.Dense(), 0);
  }

  private static Forward select(int length, String id, double cfgScale) {
    return forward(canvas(length), Forwards.select(id, 16, 0.3), cfgScale);
  }

  private static Forward sparse(int length, String id, double cfgScale) {
    return forward(canvas(length), Forwards.sparse(id), cfgScale);
  }

  private static int[] canvas(int length) {
    var random = new Random(length);
    return IntStream.range(0, length)
        .map(i -> i < length / 2 ? random.nextInt(400) : MASK)
        .toArray();
  }

  private static Forward forward(int[] canvas, AttentionDirective directive, double cfgScale) {
    int[] positions = IntStream.range(canvas.length - canvas.length / 3, canvas.length).toArray();
    var settings =
        Forwards.settings(new Sampling.Gumbel(0.7), Confidence.PROBABILITY, cfgScale, MASK, true);
    var request = new ProposalRequest(positions, PredictionRow.SAME, settings, canvas.length, 3);
    return new Forward(canvas, canvas.length / 2, directive, request);
  }
}

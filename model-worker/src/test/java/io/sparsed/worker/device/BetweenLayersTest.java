package io.sparsed.worker.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sparsed.worker.attention.AttentionDirective;
import io.sparsed.worker.attention.RowRange;
import io.sparsed.worker.cuda.Kernels;
import io.sparsed.worker.model.Architecture;
import io.sparsed.worker.model.Cancellation;
import io.sparsed.worker.model.NamedWeights;
import io.sparsed.worker.proposal.PredictionRow;
import io.sparsed.worker.tensor.ElementType;
import io.sparsed.worker.tensor.Torch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests reuse steps of some requests that run between the layers of a long pass of others. */
class BetweenLayersTest {
  private static final AttentionDirective DENSE = new AttentionDirective.Dense();
  private static final int LONG = 2100;

  private final PatternStore patterns = new PatternStore(1 << 20);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private DeviceThread device;

  /** Loads the model on the device under test, in the thread that owns it. */
  ModelRunner load() {
    return runner(Torch.open("cpu"), ElementType.FLOAT32, Optional.empty());
  }

  PatternStore patterns() {
    return patterns;
  }

  ModelRunner runner(Torch torch, ElementType type, Optional<Path> library) {
    var spec = NamedWeights.small(Architecture.LLADA);
    var weights = new NamedWeights(torch, spec, type);
    return Runners.load(torch, Kernels.find(torch, type, library), spec, weights, patterns);
  }

  /**
   * On a CPU the rows of a pass may be summed in another order where it has others.
   *
   * @return the largest difference of confidences
   */
  double tolerance() {
    return 1e-6;
  }

  @BeforeEach
  void open() {
    device = new DeviceThread(this::load, new BatchPolicy(10_000, 100_000), 8, meters);
    device.ready().join();
  }

  @AfterEach
  void close() {
    device.close();
  }

  @Test
  void submit_reuseStepsWhileALongPassRuns_doneBeforeItAndEachAsAlone() {
    var refreshed = request(200);
    var sparse = request(180);
    submit(refreshed.refresh("dense", DENSE)).join();
    submit(sparse.refresh("sparse", Forwards.select("pattern", 32, 0.4))).join();
    var steps =
        List.of(
            refreshed.with(150, 7).reuse("dense", DENSE),
            sparse.with(130, 5).reuse("sparse", Forwards.sparse("pattern")));
    var alone = steps.stream().map(step -> submit(step).join()).toList();
    var longForward = request(LONG).plain(DENSE);
    var longAlone = submit(longForward).join();
    device.call(_ -> true).join(); // a pass is counted after its results
    double passes = passes();

    var meanwhile = new ArrayList<CompletableFuture<ForwardResult>>();
    var doneFirst = new ArrayList<Boolean>();
    Cancellation everyLayer =
        () -> {
          doneFirst.add(meanwhile.stream().allMatch(CompletableFuture::isDone));
          if (meanwhile.isEmpty()) {
            steps.forEach(step -> meanwhile.add(submit(step)));
          }
        };
    var disturbed = device.submit(longForward, everyLayer).join();

    // asked before the pass, before each of three layers, and before the result
    assertThat(doneFirst).containsExactly(true, false, true, true, true);
    for (int i = 0; i < steps.size(); i++) {
      assertSame(meanwhile.get(i).join(), alone.get(i));
    }
    assertSame(disturbed, longAlone);
    device.close(); // the counts of the last pass come after its results
    assertThat(passes() - passes).isEqualTo(2); // both steps in one
  }

  @Test
  void submit_reuseStepThatFailsBetweenLayers_failsAlone() {
    var missing = new ArrayList<CompletableFuture<ForwardResult>>();
    Cancellation everyLayer =
        () -> {
          if (missing.isEmpty()) {
            missing.add(submit(request(200).reuse("nothing", DENSE)));
          }
        };
    var result = device.submit(request(LONG).plain(DENSE), everyLayer).join();
    assertThat(result.proposals().tokens()).isNotEmpty();
    assertThat(missing.getFirst()).isCompletedExceptionally();
  }

  private CompletableFuture<ForwardResult> submit(Forward forward) {
    return device.submit(forward, Cancellation.NEVER);
  }

  private double passes() {
    return meters.get("sparsed.passes").timer().count();
  }

  private void assertSame(ForwardResult found, ForwardResult expected) {
    assertThat(found.proposals().tokens()).isEqualTo(expected.proposals().tokens());
    double[] exact = expected.proposals().confidences();
    for (int i = 0; i < exact.length; i++) {
      assertThat(found.proposals().confidences()[i]).isCloseTo(exact[i], within(tolerance()));
    }
  }

  private static ReuseForwards request(int length) {
    int prompt = length - 60;
    return new ReuseForwards(
        ReuseForwards.canvas(length, prompt),
        prompt,
        new RowRange(prompt, 32),
        PredictionRow.SAME,
        Forwards.greedy(0, 999, false));
  }
}

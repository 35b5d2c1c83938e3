package io.sparsed.worker.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparsed.worker.attention.AttentionDirective;
import io.sparsed.worker.attention.RowRange;
import io.sparsed.worker.cuda.Kernels;
import io.sparsed.worker.model.Architecture;
import io.sparsed.worker.model.Cancellation;
import io.sparsed.worker.model.NamedWeights;
import io.sparsed.worker.model.SlowForward;
import io.sparsed.worker.proposal.PredictionRow;
import io.sparsed.worker.tensor.ElementType;
import io.sparsed.worker.tensor.Torch;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compares every architecture with an independent forward in plain Java, in fp32 on a CPU. */
class SlowForwardTest {
  private static final float TOLERANCE = 2.5e-4f;
  private static final int LENGTH = 40;
  private static final int PROMPT = 24;
  private static final RowRange ACTIVE = new RowRange(24, 8);

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void run_wholeCanvasAndKeptKeysAndValues_logitsOfThePlainForward(Architecture architecture) {
    var spec = NamedWeights.small(architecture);
    var torch = Torch.open("cpu");
    var weights = new NamedWeights(torch, spec, ElementType.FLOAT32);
    var kernels = Kernels.find(torch, ElementType.FLOAT32, Optional.empty());
    var slow = new SlowForward(spec);
    var request =
        new ReuseForwards(
            ReuseForwards.canvas(LENGTH, PROMPT),
            PROMPT,
            ACTIVE,
            PredictionRow.SAME,
            Forwards.greedy(0, 999, true));
    var dense = new AttentionDirective.Dense();
    try (var runner = Runners.load(torch, kernels, spec, weights, new PatternStore(1 << 20))) {
      var whole = slow.whole(request.canvas());
      assertClose(
          runner.run(request.refresh("k", dense), Cancellation.NEVER).proposals().logits(),
          Arrays.copyOfRange(whole.logits(), ACTIVE.first(), ACTIVE.end()));

      var changed = request.with(ACTIVE.first(), 7).with(ACTIVE.first() + 3, 8);
      var rows =
          slow.rows(
              ACTIVE.first(),
              whole,
              Arrays.copyOfRange(changed.canvas(), ACTIVE.first(), ACTIVE.end()));
      double[][] masked =
          IntStream.range(0, ACTIVE.count())
              .filter(i -> i != 0 && i != 3)
              .mapToObj(i -> rows.logits()[i])
              .toArray(double[][]::new);
      assertClose(
          runner.run(changed.reuse("k", dense), Cancellation.NEVER).proposals().logits(), masked);
    }
  }

  private static void assertClose(float[] found, double[]... expected) {
    double[] all = Arrays.stream(expected).flatMapToDouble(Arrays::stream).toArray();
    assertThat(found).hasSameSizeAs(all);
    for (int i = 0; i < all.length; i++) {
      assertThat(found[i]).isCloseTo((float) all[i], within(TOLERANCE));
    }
  }
}

package io.sparsed.worker.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparsed.worker.attention.AttentionDirective;
import io.sparsed.worker.attention.RowRange;
import io.sparsed.worker.cuda.Gpu;
import io.sparsed.worker.model.Architecture;
import io.sparsed.worker.model.Cancellation;
import io.sparsed.worker.model.NamedWeights;
import io.sparsed.worker.proposal.PredictionRow;
import io.sparsed.worker.tensor.ElementType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests reuse of keys and values in bf16 on a GPU. */
class CudaReuseTest {
  /** Other kernels round differently, and now and then two tokens are that close. */
  private static final double EQUAL_TOKENS = 0.9;

  private final PatternStore patterns = new PatternStore(1 << 24);

  /** The passes differ in everything but the rows of one request, whose bits must not. */
  @ParameterizedTest
  @EnumSource(Architecture.class)
  void run_reuseStepsOfManyRequests_bitForBitAsAlone(Architecture architecture) {
    var gpu = Gpu.open();
    var spec = NamedWeights.small(architecture);
    var weights = new NamedWeights(gpu.torch(), spec, ElementType.BFLOAT16);
    try (var runner = new ModelRunner(gpu.torch(), gpu.kernels(), spec, weights, patterns)) {
      var steps = new ArrayList<Forward>();
      for (int i = 0; i < 16; i++) {
        int length = 300 + 211 * i;
        var request = request(length);
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
      var together =
          steps.stream().map(step -> new QueuedForward(step, Cancellation.NEVER)).toList();
      runner.run(together);
      for (int i = 0; i < steps.size(); i++) {
        var found = together.get(i).result().join().proposals();
        var alone = runner.run(steps.get(i), Cancellation.NEVER).proposals();
        assertThat(found.tokens()).isEqualTo(alone.tokens());
        assertThat(found.confidences()).isEqualTo(alone.confidences());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void run_reuseOfAnUnchangedCanvas_proposesAsTheRefresh(Architecture architecture) {
    var gpu = Gpu.open();
    var spec = NamedWeights.small(architecture);
    var weights = new NamedWeights(gpu.torch(), spec, ElementType.BFLOAT16);
    try (var runner = new ModelRunner(gpu.torch(), gpu.kernels(), spec, weights, patterns)) {
      var request = request(3000);
      for (var attention : List.of(new AttentionDirective.Dense(), Forwards.sparse("p"))) {
        if (attention instanceof AttentionDirective.Sparse) {
          runner.run(request.plain(Forwards.select("p", 64, 0.3)), Cancellation.NEVER);
        }
        var refreshed = runner.run(request.refresh("k", attention), Cancellation.NEVER).proposals();
        var reused = runner.run(request.reuse("k", attention), Cancellation.NEVER).proposals();
        int count = refreshed.tokens().length;
        assertThat(reused.tokens()).hasSize(count);
        long equal =
            IntStream.range(0, count)
                .filter(i -> reused.tokens()[i] == refreshed.tokens()[i])
                .count();
        assertThat((double) equal / count).isGreaterThanOrEqualTo(EQUAL_TOKENS);
        for (int i = 0; i < count; i++) {
          assertThat(reused.confidences()[i]).isCloseTo(refreshed.confidences()[i], within(0.02));
        }
      }
    }
  }

  private static ReuseForwards request(int length) {
    int prompt = length - 64;
    return new ReuseForwards(
        ReuseForwards.canvas(length, prompt),
        prompt,
        new RowRange(prompt - 1, 33),
        PredictionRow.PREVIOUS,
        Forwards.greedy(0, 999, false));
  }
}

package io.sparsed.worker.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparsed.worker.attention.AttentionDirective;
import io.sparsed.worker.cuda.Gpu;
import io.sparsed.worker.model.Architecture;
import io.sparsed.worker.model.Cancellation;
import io.sparsed.worker.model.NamedWeights;
import io.sparsed.worker.proposal.Proposals;
import io.sparsed.worker.tensor.ElementType;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests that five forwards in one pass on the CUDA kernels give what each gives alone. */
class CudaBatchTest {
  /** Products of other sizes round differently, and now and then two tokens are that close. */
  private static final double EQUAL_TOKENS = 0.98;

  private static final double ROUNDING = 0.02;

  private final PatternStore patterns = new PatternStore(1 << 24);

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void run_fiveOfEveryKindAndLength_asAlone(Architecture architecture) {
    var gpu = Gpu.open();
    var spec = NamedWeights.small(architecture);
    var weights = new NamedWeights(gpu.torch(), spec, ElementType.BFLOAT16);
    try (var runner = Runners.load(gpu.torch(), gpu.kernels(), spec, weights, patterns)) {
      assertThat(runner.replicas().description()).startsWith("cuda sm_");
      runner.run(forward(1500, select("long", 64)), Cancellation.NEVER);
      runner.run(forward(333, select("short", 16)), Cancellation.NEVER);
      var forwards =
          List.of(
                  forward(90, new AttentionDirective.Dense()),
                  forward(1500, Forwards.sparse("long")),
                  forward(700, new AttentionDirective.Dense()),
                  forward(333, Forwards.sparse("short")),
                  forward(1029, new AttentionDirective.Dense()))
              .stream()
              .map(forward -> new QueuedForward(forward, Cancellation.NEVER))
              .toList();
      runner.run(forwards);
      for (var forward : forwards) {
        assertAsAlone(
            forward.result().join().proposals(),
            runner.run(forward.forward(), Cancellation.NEVER).proposals());
      }
    }
  }

  private static void assertAsAlone(Proposals found, Proposals alone) {
    int count = alone.tokens().length;
    assertThat(found.tokens()).hasSize(count);
    long equal =
        IntStream.range(0, count).filter(i -> found.tokens()[i] == alone.tokens()[i]).count();
    assertThat((double) equal / count).isGreaterThanOrEqualTo(EQUAL_TOKENS);
    double apart =
        IntStream.range(0, count)
            .mapToDouble(i -> Math.abs(found.confidences()[i] - alone.confidences()[i]))
            .average()
            .orElseThrow();
    assertThat(apart).isLessThan(ROUNDING);
  }

  private static AttentionDirective select(String id, int blockSize) {
    return Forwards.select(id, blockSize, 0.4);
  }

  private static Forward forward(int length, AttentionDirective directive) {
    int prompt = length * 2 / 3;
    var random = new Random(length);
    int[] canvas =
        IntStream.range(0, length).map(i -> i < prompt ? random.nextInt(900) : 999).toArray();
    int[] positions = IntStream.range(prompt, length).toArray();
    var request = Forwards.request(Forwards.greedy(0, 999, false), positions);
    return new Forward(canvas, prompt, directive, request);
  }
}

package io.sparsed.worker.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparsed.worker.attention.AttentionDirective;
import io.sparsed.worker.attention.AttentionDirective.ScoreScale;
import io.sparsed.worker.cuda.Gpu;
import io.sparsed.worker.model.Cancellation;
import io.sparsed.worker.model.ModelFamily;
import io.sparsed.worker.model.NamedWeights;
import io.sparsed.worker.proposal.Confidence;
import io.sparsed.worker.proposal.ProposalSpec;
import io.sparsed.worker.proposal.Proposals;
import io.sparsed.worker.proposal.Sampling;
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
  @EnumSource(ModelFamily.class)
  void run_fiveOfEveryKindAndLength_asAlone(ModelFamily family) {
    var gpu = Gpu.open();
    var spec = NamedWeights.small(family);
    var weights = new NamedWeights(gpu.torch(), spec, ElementType.BFLOAT16);
    try (var runner = new ModelRunner(gpu.torch(), gpu.kernels(), spec, weights, patterns)) {
      assertThat(runner.kernels()).startsWith("cuda sm_");
      runner.run(forward(1500, select("long", 64)), Cancellation.NEVER);
      runner.run(forward(333, select("short", 16)), Cancellation.NEVER);
      var jobs =
          List.of(
                  forward(90, new AttentionDirective.Dense()),
                  forward(1500, new AttentionDirective.Sparse("long")),
                  forward(700, new AttentionDirective.Dense()),
                  forward(333, new AttentionDirective.Sparse("short")),
                  forward(1029, new AttentionDirective.Dense()))
              .stream()
              .map(forward -> new Job(forward, Cancellation.NEVER))
              .toList();
      runner.run(jobs);
      for (var job : jobs) {
        assertAsAlone(
            job.result().join().proposals(),
            runner.run(job.forward(), Cancellation.NEVER).proposals());
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
    return new AttentionDirective.Select(id, blockSize, 0.4, ScoreScale.REFERENCE);
  }

  private static Forward forward(int length, AttentionDirective directive) {
    int prompt = length * 2 / 3;
    var random = new Random(length);
    int[] canvas =
        IntStream.range(0, length).map(i -> i < prompt ? random.nextInt(900) : 999).toArray();
    var proposal =
        new ProposalSpec(
            IntStream.range(prompt, length).toArray(),
            Confidence.PROBABILITY,
            new Sampling.Greedy(),
            0,
            false);
    return new Forward(canvas, prompt, 1, directive, proposal, 0);
  }
}

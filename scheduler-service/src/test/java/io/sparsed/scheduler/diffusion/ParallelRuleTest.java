package io.sparsed.scheduler.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.primitives.ImmutableIntArray;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ParallelRuleTest {

  private static final Step STEP = new Step(0, 0, 0, 0, 1, 5, 1, 4);

  @Test
  void entropyThreshold_commitsTheSurestAndAllWithinIt() {
    assertThat(committed(0.5, -0.7, -0.5, -0.1, -0.6)).isEqualTo(ImmutableIntArray.of(2, 3));
    assertThat(committed(0, -0.7, -0.5, -0.1, -0.6)).isEqualTo(ImmutableIntArray.of(3));
    assertThat(committed(9, -0.7, -0.5, -0.1, -0.6)).isEqualTo(ImmutableIntArray.of(1, 2, 3, 4));
  }

  @Test
  void entropyThreshold_belowZeroOrEndless_isRefused() {
    for (double threshold : new double[] {-0.1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new ParallelRule.EntropyThreshold(threshold));
    }
  }

  private static ImmutableIntArray committed(double threshold, double... confidences) {
    List<Proposal> proposals =
        IntStream.range(0, confidences.length)
            .mapToObj(i -> new Proposal(i + 1, 7, confidences[i]))
            .toList();
    return new ParallelRule.EntropyThreshold(threshold).choose(STEP, proposals).positions();
  }
}

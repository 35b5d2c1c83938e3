package io.sparsed.worker.proposal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NoiseKeyTest {
  @Test
  void of_anySeedStepAndPosition_allDifferent() {
    var keys = new HashSet<Long>();
    for (long seed = 0; seed < 20; seed++) {
      for (int step = 0; step < 20; step++) {
        for (int position = 0; position < 20; position++) {
          keys.add(NoiseKey.of(seed, step, position));
        }
      }
    }
    assertThat(keys).hasSize(8000);
  }

  @Test
  void uniform_neighboringIndices_evenAndIndependent() {
    long key = NoiseKey.of(1, 2, 3);
    double[] u =
        IntStream.range(0, 50_000).mapToDouble(i -> SampleTokens.uniform(key, i)).toArray();
    double mean = IntStream.range(0, u.length).mapToDouble(i -> u[i]).average().orElseThrow();
    double together =
        IntStream.range(1, u.length).mapToDouble(i -> u[i] * u[i - 1]).average().orElseThrow();
    assertThat(Arrays.stream(u).allMatch(value -> value > 0 && value < 1)).isTrue();
    assertThat(mean).isCloseTo(0.5, within(0.01));
    assertThat(together).isCloseTo(0.25, within(0.01));
  }
}

package io.sparsed.scheduler.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NoiseTest {

  @Test
  void uniform_neighboringKeys_isUniformAndUncorrelated() {
    int[] bins = new int[20];
    double sumOfProducts = 0;
    int draws = 0;
    for (int seed = 0; seed < 20; seed++) {
      for (int step = 0; step < 50; step++) {
        double before = 0.5;
        for (int position = 0; position < 100; position++) {
          double draw = new Noise(seed).uniform(Noise.Domain.POSITION, step, position);
          bins[(int) (draw * bins.length)]++;
          sumOfProducts += (draw - 0.5) * (before - 0.5);
          before = draw;
          draws++;
        }
      }
    }
    double expected = draws / (double) bins.length;
    double chiSquare = 0;
    for (int count : bins) {
      chiSquare += (count - expected) * (count - expected) / expected;
    }
    // Chi-squared with 19 degrees of freedom exceeds 43.8 once in a thousand.
    assertThat(chiSquare).isLessThan(43.8);
    assertThat(sumOfProducts / draws * 12).isCloseTo(0, within(0.01));
  }

  @Test
  void uniform_anyPartOfTheKeyChanged_isAnotherNumber() {
    Set<Double> draws = new HashSet<>();
    draws.add(new Noise(1).uniform(Noise.Domain.POSITION, 2, 3));
    draws.add(new Noise(2).uniform(Noise.Domain.POSITION, 2, 3));
    draws.add(new Noise(1).uniform(Noise.Domain.TRANSFER, 2, 3));
    draws.add(new Noise(1).uniform(Noise.Domain.POSITION, 3, 2));
    draws.add(new Noise(1).uniform(Noise.Domain.POSITION, 3, 3));
    draws.add(new Noise(1).uniform(Noise.Domain.POSITION, 2, 2));

    assertThat(draws).hasSize(6);
  }

  @Test
  void uniform_sameKey_isTheSameNumberForever() {
    // Recorded values, since a seed must give the same noise in every release.
    assertThat(new Noise(42).uniform(Noise.Domain.POSITION, 7, 1000)).isEqualTo(0.7885661973616236);
  }
}

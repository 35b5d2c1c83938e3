package io.sparsed.scheduler.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.ImmutableIntArray;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UnmaskingTest {

  private static final GenerationBlocks BLOCKS = new GenerationBlocks(1, 1, 0);

  private static final int DRAWS = 40_000;

  @Test
  void byConfidence_equalConfidences_takesTheLowestPositions() {
    Commit commit = new ByConfidence().choose(step(0, 2), proposals(0.5, 0.9, 0.5, 0.5, 0.1));

    assertThat(commit.positions()).isEqualTo(ImmutableIntArray.of(10, 11));
  }

  @Test
  void byConfidence_negativeConfidences_ranksThemToo() {
    Commit commit = new ByConfidence().choose(step(0, 1), proposals(-3, -0.5, -2));

    assertThat(commit.positions()).isEqualTo(ImmutableIntArray.of(11));
  }

  @Test
  void drawnByConfidence_manySteps_drawsBySoftmaxOfConfidenceOverTemperature() {
    double temperature = 0.4;
    double[] confidences = {0.9, 0.3, 0.6, 0.1};
    double sum = 0;
    for (double confidence : confidences) {
      sum += Math.exp(confidence / temperature);
    }
    double[] frequencies =
        frequencies(new DrawnByConfidence(new Noise(5), temperature), proposals(confidences));

    for (int i = 0; i < confidences.length; i++) {
      assertThat(frequencies[i])
          .isCloseTo(Math.exp(confidences[i] / temperature) / sum, within(0.01));
    }
  }

  @Test
  void atRandom_manySteps_ignoresConfidence() {
    double[] frequencies = frequencies(new AtRandom(new Noise(5)), proposals(0.9, 0.3, 0.6, 0.1));

    assertThat(frequencies).usingComparatorWithPrecision(0.01).containsOnly(0.25);
  }

  @Test
  void eachByChance_manyPositions_commitsTheShareThatIsDue() {
    TimeSchedulePlan schedule = new TimeSchedulePlan(10, BLOCKS, 0.001, true);
    List<Proposal> proposals =
        IntStream.range(0, DRAWS).mapToObj(i -> new Proposal(i, 1, 0.5)).toList();

    for (int index = 0; index < 10; index++) {
      Commit commit =
          new EachByChance(new Noise(3), schedule).choose(step(index, DRAWS), proposals);
      assertThat(commit.size() / (double) DRAWS).isCloseTo(schedule.share(index), within(0.01));
    }
  }

  @Test
  void eachByChance_lastStep_commitsAll() {
    TimeSchedulePlan schedule = new TimeSchedulePlan(3, BLOCKS, 0.001, true);

    Commit commit = new EachByChance(new Noise(3), schedule).choose(step(2, 3), proposals(0, 0, 0));

    assertThat(commit.size()).isEqualTo(3);
  }

  @Test
  void choose_otherCandidatesAround_drawsTheSameNoiseForAPosition() {
    AtRandom unmasking = new AtRandom(new Noise(11));
    List<Proposal> all = proposals(0, 0, 0, 0, 0, 0);
    Commit ranked = unmasking.choose(step(4, 3), all);
    List<Proposal> withoutLosers =
        all.stream().filter(each -> ranked.positions().indexOf(each.position()) >= 0).toList();

    assertThat(unmasking.choose(step(4, 3), withoutLosers)).isEqualTo(ranked);
    assertThat(unmasking.choose(step(4, 1), all))
        .isEqualTo(unmasking.choose(step(4, 1), withoutLosers));
  }

  /** Returns the share of the draws in which each proposal is committed. */
  private static double[] frequencies(Unmasking unmasking, List<Proposal> proposals) {
    double[] frequencies = new double[proposals.size()];
    for (int index = 0; index < DRAWS; index++) {
      int drawn = unmasking.choose(step(index, 1), proposals).positions().get(0);
      frequencies[drawn - 10] += 1.0 / DRAWS;
    }
    return frequencies;
  }

  private static Step step(int index, int due) {
    return new Step(index, index, 0, index, 0, 1_000_000, due, due);
  }

  private static List<Proposal> proposals(double... confidences) {
    return IntStream.range(0, confidences.length)
        .mapToObj(i -> new Proposal(10 + i, 1, confidences[i]))
        .toList();
  }
}

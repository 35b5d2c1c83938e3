package io.sparsed.bench.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DriftTest {
  private static final double EXACT = 1e-9;

  @Test
  void of_valuesOnALine_isItsSlope() {
    Drift drift = drift(400, 403, 406, 409);

    assertThat(drift.perHundred()).isCloseTo(3, within(EXACT));
    assertThat(drift.error()).isCloseTo(0, within(EXACT));
    assertThat(drift.spread()).isCloseTo(0, within(EXACT));
  }

  /** Tests against what R's {@code summary(lm(c(400, 404, 402, 410) ~ c(1, 2, 3, 4)))} prints. */
  @Test
  void of_valuesAroundALine_spreadAndErrorToo() {
    Drift drift = drift(400, 404, 402, 410);

    assertThat(drift.perHundred()).isCloseTo(2.8, within(EXACT));
    assertThat(drift.spread()).isCloseTo(Math.sqrt(8.4), within(EXACT));
    assertThat(drift.error()).isCloseTo(Math.sqrt(8.4 / 5), within(EXACT));
  }

  @Test
  void of_roundsOfAProcess_aRowAQuantity() {
    Footprint low = new Footprint(400, 390, 100, 10, 30, 116);
    Footprint high = new Footprint(410, 395, 102, 10, 31, 116);
    List<Round> rounds = List.of(round(50, low, low), round(100, high, low), round(150, high, low));

    assertThat(Drift.of("worker", rounds, Round::worker).map(Drift::quantity))
        .containsExactly("RSS MiB", "needed MiB", "native MiB", "heap MiB", "threads", "files");
    assertThat(Drift.of("worker", rounds, Round::worker).map(each -> Math.round(each.perHundred())))
        .containsExactly(10L, 5L, 2L, 0L, 1L, 0L);
    assertThat(
            Drift.of("scheduler", rounds, Round::scheduler)
                .map(each -> Math.round(each.perHundred())))
        .containsOnly(0L);
  }

  @Test
  void of_tooFewRounds_isNothing() {
    Footprint any = new Footprint(1, 1, 1, 1, 1, 1);

    assertThat(Drift.of("worker", List.of(round(1, any, any), round(2, any, any)), Round::worker))
        .isEmpty();
  }

  @Test
  void canvases_ofARound_coverLengthsAndModes() {
    List<Canvas> canvases = Canvas.upTo(2048, 20);

    assertThat(canvases.getFirst().length()).isEqualTo(2048);
    assertThat(canvases.getLast().length()).isEqualTo(Canvas.SHORTEST);
    assertThat(canvases.stream().map(Canvas::reuse).distinct()).hasSize(3);
  }

  private static Drift drift(double... values) {
    double[] hundreds = IntStream.rangeClosed(1, values.length).asDoubleStream().toArray();
    return Drift.of("worker", "RSS MiB", hundreds, values);
  }

  private static Round round(int requests, Footprint worker, Footprint scheduler) {
    return new Round(requests, 1, 1, worker, scheduler);
  }
}

package io.sparsed.scheduler.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Tests refusals and retry times that follow from how long earlier requests took. */
class AdmissionForecastTest extends AdmissionFixture {
  @Test
  void enter_queueIsFull_isToldToComeBackWhenHalfOfItWillBeIn() throws Exception {
    learn(1, 10_000);
    Permit running = admission.enter(ANY);
    List<Future<?>> waiting = List.of(waiter(admission, ANY), waiter(admission, ANY));

    assertThatExceptionOfType(OverloadedException.class)
        .isThrownBy(() -> admission.enter(ANY))
        .satisfies(e -> assertThat(e.retryAfter()).hasSeconds(10));

    running.close();
    for (Future<?> each : waiting) {
      each.get();
    }
  }

  @Test
  void enter_queueIsFullOfLongOnes_isToldToComeBackInAMinute() throws Exception {
    learn(1, 3_600_000);
    Permit running = admission.enter(ANY);
    List<Future<?>> waiting = List.of(waiter(admission, ANY), waiter(admission, ANY));

    assertThatExceptionOfType(OverloadedException.class)
        .isThrownBy(() -> admission.enter(ANY))
        .satisfies(e -> assertThat(e.retryAfter()).hasMinutes(1));

    running.close();
    for (Future<?> each : waiting) {
      each.get();
    }
  }

  @Test
  void enter_wouldRunPastItsDeadline_isRefusedAtOnceAndToldWhatFits() {
    assertThatExceptionOfType(DeadlineUnreachableException.class)
        .isThrownBy(() -> admission.enter(until(MILLIS.multipliedBy(1_000), 400)))
        .withMessageContaining("400 ms are left")
        .withMessageContaining("a deadline of 1000 ms, or 40% of the work")
        .satisfies(e -> assertThat(e.expectedRun()).hasMillis(1_000))
        .satisfies(e -> assertThat(e.expectedWait()).isZero());
    admission.enter(until(MILLIS.multipliedBy(1_000), 600)).close();

    assertThat(admission.running()).isZero();
  }

  @Test
  void enter_wouldWaitPastItsDeadline_isRefusedAtOnce() {
    learn(10, 1_000);
    try (Permit _ = admission.enter(Arrivals.of("a", Priority.NORMAL, 100))) {
      assertThatExceptionOfType(DeadlineUnreachableException.class)
          .isThrownBy(() -> admission.enter(until(MILLIS, 2_000)))
          .satisfies(e -> assertThat(e.expectedWait()).hasMillis(5_000));
    }

    assertThat(admission.waiting()).isZero();
  }

  @Test
  void enter_machineWasBusyAndIsNoMore_deadlineThatCanBeMetIsLetIn() throws Exception {
    learn(1, 8_000);
    Arrival arrival = until(MILLIS, 1_000);
    try (Permit _ = admission.enter(ANY)) {
      assertThatExceptionOfType(DeadlineUnreachableException.class)
          .isThrownBy(() -> admission.enter(arrival))
          .withMessageContaining("4000 ms in the queue (0.0005000 GFLOP at 0.0001250 GFLOP/s)");

      clock.addAndGet(Duration.ofMinutes(1).toNanos());
      Future<?> waiting = waiter(admission, until(MILLIS, 1_000));
      waiting.cancel(true);
    }
  }

  @Test
  void enter_afterLongRequests_theirTimeIsKeptForAsLong() {
    learn(1, 600_000);
    try (Permit _ = admission.enter(ANY)) {
      clock.addAndGet(Duration.ofMinutes(5).toNanos());

      assertThatExceptionOfType(DeadlineUnreachableException.class)
          .isThrownBy(() -> admission.enter(until(MILLIS, 60_000)));
    }
  }

  @Test
  void enter_slowForAWhileThenFast_theNewestCountsMoreAfterAPause() throws Exception {
    for (int i = 0; i < 20; i++) {
      learn(1, 8_000);
    }
    clock.addAndGet(Duration.ofMinutes(2).toNanos());
    learn(1, 100);
    try (Permit _ = admission.enter(ANY)) {
      waiter(admission, until(MILLIS, 200)).cancel(true);
    }
  }

  @Test
  void enter_waitedTooLong_isRefusedInsteadOfBegun() throws Exception {
    learn(10, 1_000);
    Permit running = admission.enter(Arrivals.of("a", Priority.NORMAL, 1));
    Future<?> hurried = waiter(admission, until(MILLIS.multipliedBy(1_000), 1_000));
    clock.addAndGet(MILLIS.toNanos() * 900);

    running.close();

    assertThatThrownBy(hurried::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(DeadlineUnreachableException.class);
    assertThat(admission.running()).isZero();
  }

  @Test
  void enter_nobodyKnowsHowLongItRuns_isLetIn() {
    admission.enter(Arrivals.until(Optional.empty(), clock.get() + 1)).close();
  }
}

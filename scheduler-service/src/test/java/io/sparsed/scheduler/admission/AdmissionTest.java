package io.sparsed.scheduler.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdmissionTest {

  private static final Duration MILLIS = Duration.ofMillis(1);
  private static final Arrival ANY = Arrivals.of("anybody");

  private final AtomicLong clock = new AtomicLong();
  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Admission admission =
      new Admission(new AdmissionLimits(1, 2, 0, Map.of()), clock::get, new SimpleMeterRegistry());

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void new_nothingCouldRun_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> admission(0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> admission(1, -1));
    assertThatIllegalArgumentException().isThrownBy(() -> new AdmissionLimits(1, 1, -1, Map.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AdmissionLimits(1, 1, 0, Map.of("a", 0)));
  }

  @Test
  void enter_queueIsFull_isRefusedAndLeavesNoTrace() throws Exception {
    Permit running = admission.enter(ANY);
    List<Future<?>> waiting = List.of(waiter(admission, ANY), waiter(admission, ANY));

    assertThatExceptionOfType(OverloadedException.class)
        .isThrownBy(() -> admission.enter(ANY))
        .satisfies(e -> assertThat(e.maxWaiting()).isEqualTo(2))
        .satisfies(e -> assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(1)));

    assertThat(admission.waiting()).isEqualTo(2);
    running.close();
    for (Future<?> each : waiting) {
      each.get();
    }
    assertThat(admission.running()).isZero();
    admission.enter(ANY).close();
  }

  @Test
  void enter_nobodyMayWait_runsWhereThereIsRoom() {
    Admission narrow = admission(1, 0);

    try (Permit _ = narrow.enter(ANY)) {
      assertThatExceptionOfType(OverloadedException.class).isThrownBy(() -> narrow.enter(ANY));
    }
    narrow.enter(ANY).close();
  }

  @Test
  void enter_anotherClientFillsTheQueue_takesThePlaceOfItsLast() throws Exception {
    Permit running = admission.enter(ANY);
    Future<?> first = waiter(admission, Arrivals.of("greedy"));
    Future<?> last = waiter(admission, Arrivals.of("greedy"));

    Future<?> modest = threads.submit(() -> admission.enter(Arrivals.of("modest")).close());

    assertThatThrownBy(last::get).hasCauseInstanceOf(OverloadedException.class);
    running.close();
    first.get();
    modest.get();
  }

  @Test
  void enter_interruptedWhileWaiting_isCancelledAndLeavesTheQueue() throws Exception {
    Permit running = admission.enter(ANY);
    Thread waiter =
        Thread.ofVirtual()
            .start(
                () ->
                    assertThatExceptionOfType(CancellationException.class)
                        .isThrownBy(() -> admission.enter(ANY)));
    await().until(() -> admission.waiting() == 1);

    waiter.interrupt();
    waiter.join();

    assertThat(admission.waiting()).isZero();
    running.close();
    admission.enter(ANY).close();
  }

  @Test
  void enter_severalClientsWait_areLetInInTurn() throws Exception {
    Admission wide = admission(1, 50);
    Permit running = wide.enter(ANY);
    List<String> order = new CopyOnWriteArrayList<>();
    List<Future<?>> waiting = new ArrayList<>();
    for (String client : List.of("a", "a", "a", "b", "b")) {
      int before = wide.waiting();
      waiting.add(
          threads.submit(
              () -> {
                try (Permit _ = wide.enter(Arrivals.of(client))) {
                  order.add(client);
                }
              }));
      await().until(() -> wide.waiting() == before + 1);
    }

    running.close();
    for (Future<?> each : waiting) {
      each.get();
    }

    assertThat(order).containsExactly("a", "b", "a", "b", "a");
  }

  @Test
  void enter_patternDoesNotFit_waitsForMemoryAndIsNotOvertaken() throws Exception {
    Admission roomy = new Admission(new AdmissionLimits(8, 8, 100, Map.of()), clock::get, registry);
    Permit large = roomy.enter(Arrivals.withPattern("a", 60));
    Future<?> waiting = waiter(roomy, Arrivals.withPattern("b", 50));
    Future<?> small = waiter(roomy, Arrivals.withPattern("c", 1));
    assertThat(roomy.reservedBytes()).isEqualTo(60);

    large.close();

    waiting.get();
    small.get();
    assertThat(roomy.reservedBytes()).isZero();
  }

  @Test
  void enter_whoNeedsMuchMemoryGivesUp_nextIsLetIn() throws Exception {
    Admission roomy = new Admission(new AdmissionLimits(8, 8, 100, Map.of()), clock::get, registry);
    Permit large = roomy.enter(Arrivals.withPattern("a", 60));
    Thread first =
        Thread.ofVirtual()
            .start(
                () ->
                    assertThatExceptionOfType(CancellationException.class)
                        .isThrownBy(() -> roomy.enter(Arrivals.withPattern("b", 50))));
    await().until(() -> roomy.waiting() == 1);
    Future<?> small = waiter(roomy, Arrivals.withPattern("c", 1));

    first.interrupt();

    small.get();
    large.close();
    assertThat(roomy.running()).isZero();
  }

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
  void enter_patternLargerThanAllMemory_reservesNothing() {
    Admission roomy = new Admission(new AdmissionLimits(8, 0, 100, Map.of()), clock::get, registry);

    try (Permit _ = roomy.enter(Arrivals.withPattern("a", 101));
        Permit _ = roomy.enter(Arrivals.withPattern("b", 100))) {
      assertThat(roomy.reservedBytes()).isEqualTo(100);
    }
  }

  @Test
  void close_twice_freesOnePlace() {
    Permit permit = admission.enter(ANY);
    permit.close();
    permit.close();

    assertThat(admission.running()).isZero();
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

  @Test
  void meters_oneRunsOneWaitsOneIsRefused_sayThat() throws Exception {
    Admission narrow = admission(1, 1);
    Permit running = narrow.enter(ANY);
    Future<?> waiting = waiter(narrow, ANY);
    assertThatExceptionOfType(OverloadedException.class).isThrownBy(() -> narrow.enter(ANY));

    assertThat(registry.get("sparsed.requests.waiting").gauges())
        .anyMatch(gauge -> gauge.value() == 1);
    assertThat(registry.get("sparsed.requests.refused").tag("reason", "overloaded").counter())
        .satisfies(counter -> assertThat(counter.count()).isEqualTo(1));
    clock.addAndGet(5_000_000);
    running.close();
    waiting.get();
    assertThat(registry.get("sparsed.requests.wait").timer().max(TimeUnit.MILLISECONDS))
        .isEqualTo(5);
  }

  /** Lets a request run, so that admission knows what work takes. */
  private void learn(double work, long millis) {
    try (Permit permit = admission.enter(Arrivals.of("a", Priority.NORMAL, work))) {
      clock.addAndGet(MILLIS.toNanos() * millis);
      permit.answered();
    }
  }

  private Arrival until(Duration expectedRun, long millis) {
    return Arrivals.until(Optional.of(expectedRun), clock.get() + MILLIS.toNanos() * millis);
  }

  private Admission admission(int maxRunning, int maxWaiting) {
    return new Admission(
        new AdmissionLimits(maxRunning, maxWaiting, 0, Map.of()), clock::get, registry);
  }

  private Future<?> waiter(Admission entered, Arrival arrival) {
    int before = entered.waiting();
    Future<?> waiting = threads.submit(() -> entered.enter(arrival).close());
    await().until(() -> entered.waiting() == before + 1);
    return waiting;
  }
}

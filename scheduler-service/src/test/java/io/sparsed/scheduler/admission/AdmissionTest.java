package io.sparsed.scheduler.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AdmissionTest extends AdmissionFixture {
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
  void enter_oneClientHasThreeQuarters_theRestIsForOthers() throws Exception {
    Admission wide = admission(4, 2);
    List<Permit> greedy = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      greedy.add(wide.enter(Arrivals.of("greedy")));
    }
    Future<?> fourth = waiter(wide, Arrivals.of("greedy"));

    wide.enter(Arrivals.of("modest")).close();

    assertThat(fourth).isNotDone();
    greedy.getFirst().close();
    fourth.get();
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
  void close_twice_freesOnePlace() {
    Permit permit = admission.enter(ANY);
    permit.close();
    permit.close();

    assertThat(admission.running()).isZero();
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
}

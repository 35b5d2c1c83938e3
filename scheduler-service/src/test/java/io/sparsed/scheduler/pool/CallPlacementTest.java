package io.sparsed.scheduler.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** Tests which worker a call goes to, when, and how long it is expected to take. */
class CallPlacementTest extends PoolOfFakes {

  @Test
  void call_interruptedWhileItWaits_isCancelledAndTakesNoPlace() throws Exception {
    pool = pool(Duration.ofMinutes(1), 1, Duration.ofSeconds(60));
    ready(a);
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Future<String> first = callers.submit(() -> pool.call(STEP, holding(running, release)));
    running.await();
    AtomicInteger ran = new AtomicInteger();
    AtomicInteger cancelled = new AtomicInteger();
    Thread second =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    var _ = pool.call(STEP, worker -> ran.incrementAndGet());
                  } catch (CancellationException e) {
                    cancelled.incrementAndGet();
                  }
                });
    await().until(() -> second.getState() == Thread.State.TIMED_WAITING);

    second.interrupt();
    second.join();
    release.countDown();

    assertThat(first.get()).isEqualTo("a:1");
    assertThat(cancelled).hasValue(1);
    assertThat(ran).hasValue(0);
    assertThat(pool.call(STEP, Worker::address)).isEqualTo("a:1");
  }

  @Test
  void call_moreThanAWorkerTakes_waitInOrder() throws Exception {
    pool = pool(Duration.ofMinutes(1), 1, Duration.ofSeconds(60));
    ready(a);
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Future<String> first = callers.submit(() -> pool.call(STEP, holding(running, release)));
    running.await();
    List<Integer> order = new CopyOnWriteArrayList<>();
    List<Thread> waiting = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      int number = i;
      Thread thread = Thread.ofVirtual().start(() -> pool.call(STEP, worker -> order.add(number)));
      await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
      waiting.add(thread);
    }

    release.countDown();
    for (Thread thread : waiting) {
      thread.join();
    }

    assertThat(first.get()).isEqualTo("a:1");
    assertThat(order).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void call_workerHoldsThePattern_goesThere() {
    ready(a, b);
    Demand demand =
        Demand.of(Forwards.sparse(MODEL, 10, 0.3), List.of(new FakeCopies(1, "b:1")), "someone");

    for (int i = 0; i < 10; i++) {
      assertThat(pool.call(demand, Worker::address)).isEqualTo("b:1");
    }
  }

  @Test
  void call_holderIsBusy_thePatternIsCopiedToAnother() throws Exception {
    ready(a, b);
    FakeCopies copies = new FakeCopies(100_000_000, "b:1");
    Demand demand = Demand.of(Forwards.sparse(MODEL, 10, 0.3), List.of(copies), "someone");
    CountDownLatch running = new CountDownLatch(2);
    CountDownLatch release = new CountDownLatch(1);
    List<Future<String>> calls = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      calls.add(callers.submit(() -> pool.call(demand, holding(running, release))));
    }
    running.await();

    assertThat(pool.call(demand, Worker::address)).isEqualTo("b:1");
    assertThat(copies.copied()).contains("a:1");

    release.countDown();
    for (Future<String> call : calls) {
      assertThat(call.get()).isEqualTo("b:1");
    }
  }

  @Test
  void call_keyValuesOfAnotherRequestWouldHaveToGo_goesWhereThereIsRoom() {
    ready(a, b);
    Demand one = new Demand(MODEL, 10, 600 << 20, STEP.cost(), List.of(), "one");
    Demand other = new Demand(MODEL, 10, 600 << 20, STEP.cost(), List.of(), "other");
    String first =
        pool.call(
            one,
            worker -> {
              worker.keyValuesRoom().keep("one", "id", 600 << 20);
              return worker.address();
            });

    for (int i = 0; i < 5; i++) {
      assertThat(pool.call(other, Worker::address)).isNotEqualTo(first);
    }
    assertThat(pool.keyValueShare(MODEL, 600 << 20)).isEqualTo(0.5);
  }

  @Test
  void call_keyValuesOfTwoRequestsAreWhereOneFits_oneOfThemMoves() {
    Demand one = new Demand(MODEL, 10, 600 << 20, STEP.cost(), List.of(), "one");
    Demand other =
        new Demand(
            MODEL, 10, 600 << 20, STEP.cost(), List.of(new FakeCopies(1 << 30, "a:1")), "other");
    ready(a);
    var _ = pool.call(one, worker -> keep(worker, "one"));
    var _ = pool.call(other, worker -> keep(worker, "other"));
    ready(a, b);

    assertThat(pool.call(other, Worker::address)).isEqualTo("b:1");
  }

  @Test
  void forward_refreshReplacesKeyValues_theirRoomIsCountedOnceAllAlong() {
    ready(a);
    Forward first = Forwards.refresh(MODEL, 40, "first", "");
    Worker worker = pool.call(STEP, each -> each);
    List<Long> taken = new ArrayList<>();
    a.duringForward(() -> taken.add(worker.keyValuesRoom().takenBesides("others")));

    try (RequestArtifacts artifacts = pool.newArtifacts()) {
      var _ = pool.forward(first, artifacts);
      taken.add(worker.keyValuesRoom().takenBesides("others"));
      var _ = pool.forward(Forwards.refresh(MODEL, 40, "second", "first"), artifacts);
      taken.add(worker.keyValuesRoom().takenBesides("others"));
      assertThat(worker.keyValuesRoom().takenBesides(artifacts)).isZero();
    }

    assertThat(first.keyValueBytes()).isPositive();
    assertThat(taken).hasSize(4).containsOnly(first.keyValueBytes());
    assertThat(worker.keyValuesRoom().takenBesides("others")).isZero();
  }

  @Test
  void call_canvasTooLongForAWorker_goesToOneThatTakesIt() {
    FakeWorker large = new FakeWorker("large:1", "m", "f", 5000);
    ready(a, large);
    Demand demand = Demand.of(Forwards.dense(MODEL, 3000), List.of(), "someone");

    for (int i = 0; i < 10; i++) {
      assertThat(pool.call(demand, Worker::address)).isEqualTo("large:1");
    }
    assertThat(pool.models().getFirst().maxCanvasLength()).isEqualTo(5000);
  }

  private static Worker keep(Worker worker, String request) {
    worker.keyValuesRoom().keep(request, "id", 600 << 20);
    return worker;
  }

  @Test
  void call_oneAfterTheOther_takesTurns() {
    ready(a, b);
    Map<String, Long> calls =
        Stream.generate(() -> pool.call(STEP, Worker::address))
            .limit(20)
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

    assertThat(calls).containsOnly(Map.entry("a:1", 10L), Map.entry("b:1", 10L));
  }

  @Test
  void call_oneWorkerHasCalls_goesToTheOther() throws Exception {
    ready(a, b);
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Future<String> first = callers.submit(() -> pool.call(STEP, holding(running, release)));
    running.await();

    Set<String> others =
        Stream.generate(() -> pool.call(STEP, Worker::address))
            .limit(10)
            .collect(Collectors.toSet());

    release.countDown();
    assertThat(others).hasSize(1).doesNotContain(first.get());
  }

  @Test
  void expected_stepsWereMeasured_growsWithTheWork() {
    ready(a);
    Forward forward = Forwards.dense(MODEL, 10);
    StepCost work = StepCost.of(forward);

    for (int i = 0; i < 5; i++) {
      assertThat(pool.expected(MODEL, work, 1)).as("too few were measured").isEmpty();
      var _ = pool.call(STEP, worker -> worker.forward(forward));
    }

    Duration one = pool.expected(MODEL, work, 1).orElseThrow();
    Duration four = pool.expected(MODEL, new StepCost(4 * work.dense(), 0), 4).orElseThrow();
    assertThat(four.toNanos()).isCloseTo(4 * one.toNanos(), Percentage.withPercentage(10));
    assertThat(pool.expected(FakeWorker.model("m", "other"), work, 1)).isEmpty();
  }

  @Test
  void expected_workerIsBusy_eachStepWaitsForWhatItDoes() throws Exception {
    ready(a);
    Forward forward = Forwards.dense(MODEL, 10);
    StepCost work = StepCost.of(forward);
    for (int i = 0; i < 5; i++) {
      var _ = pool.call(STEP, worker -> worker.forward(forward));
    }
    Duration alone = pool.expected(MODEL, work, 1).orElseThrow();
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Future<String> other = callers.submit(() -> pool.call(STEP, holding(running, release)));
    running.await();

    Duration shared = pool.expected(MODEL, work, 1).orElseThrow();

    release.countDown();
    assertThat(shared.toNanos()).isCloseTo(2 * alone.toNanos(), Percentage.withPercentage(10));
    assertThat(other.get()).isEqualTo("a:1");
  }
}

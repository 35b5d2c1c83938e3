package io.sparsed.scheduler.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.sparsed.scheduler.pool.WorkerException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which worker a call goes to and what happens when it fails. */
class ElasticWorkerPoolTest {

  private static final ModelFacts MODEL = FakeWorker.model("m", "f");
  private static final Demand STEP = Demand.of(Forwards.dense(MODEL, 10), Optional.empty());

  private final FakeDirectory directory = new FakeDirectory();
  private final FakeWorker a = FakeWorker.of("a:1");
  private final FakeWorker b = FakeWorker.of("b:1");
  private final FakeWorker c = FakeWorker.of("c:1");
  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
  private final List<ElasticWorkerPool> pools = new ArrayList<>();
  private ElasticWorkerPool pool = pool(Duration.ofSeconds(20), 64, Duration.ofSeconds(60));

  @AfterEach
  void stop() {
    callers.shutdownNow();
    callers.close();
    pools.forEach(ElasticWorkerPool::close);
  }

  @Test
  void call_noWorkerInTime_isRefused() {
    pool = pool(Duration.ofMillis(50), 64, Duration.ofSeconds(60));

    assertThatExceptionOfType(NoWorkerException.class)
        .isThrownBy(() -> pool.call(STEP, Worker::address));
  }

  @Test
  void call_sameIdOfAnotherCheckpoint_isNoWorkerForIt() {
    pool = pool(Duration.ofMillis(50), 64, Duration.ofSeconds(60));
    ready(a);

    assertThatExceptionOfType(NoWorkerException.class)
        .isThrownBy(() -> pool.call(Demand.of(FakeWorker.model("m", "other")), Worker::address));
  }

  @Test
  void call_noWorkerYet_goesOnWhenOneComes() throws Exception {
    Future<String> call = callers.submit(() -> pool.call(STEP, Worker::address));

    ready(a);

    assertThat(call.get()).isEqualTo("a:1");
  }

  @Test
  void call_everyoneDrains_goesOnWhenOneIsBack() throws Exception {
    ready(a);
    a.up(false);
    awaitWorkers(0);
    Future<String> call = callers.submit(() -> pool.call(STEP, Worker::address));

    a.up(true);

    assertThat(call.get()).isEqualTo("a:1");
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"UNAVAILABLE", "LOST", "LATE", "BUSY", "FAULT"})
  void call_failsOnOne_goesToTheOtherNext(Kind kind) {
    ready(a, b);
    List<String> tried = new ArrayList<>();

    String answer =
        pool.call(
            STEP,
            worker -> {
              tried.add(worker.address());
              if (tried.size() == 1) {
                throw new WorkerException(kind, "failed", null);
              }
              return worker.address();
            });

    assertThat(tried).hasSize(2).doesNotHaveDuplicates().endsWith(answer);
    awaitWorkers(2);
  }

  @Test
  void call_lostOnTwo_isRefusedAndTheThirdNeverSeesIt() {
    ready(a, b, c);
    List<String> tried = new ArrayList<>();

    assertThatExceptionOfType(KillsWorkersException.class)
        .isThrownBy(() -> pool.call(STEP, losing(tried)))
        .withMessageContainingAll(tried.toArray(String[]::new));

    assertThat(tried).hasSize(2).doesNotHaveDuplicates();
  }

  @Test
  void call_lostWithOthers_nobodyGetsTwoSuspectsAtOnce() throws Exception {
    ready(a);
    CountDownLatch allOnA = new CountDownLatch(4);
    AtomicInteger suspects = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Future<String>> calls = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      AtomicInteger attempt = new AtomicInteger();
      calls.add(
          callers.submit(
              () ->
                  pool.call(
                      STEP,
                      worker -> {
                        if (attempt.incrementAndGet() == 1) {
                          allOnA.countDown();
                          awaitQuietly(allOnA);
                          throw new WorkerException(Kind.LOST, "lost", null);
                        }
                        most.accumulateAndGet(suspects.incrementAndGet(), Math::max);
                        await()
                            .pollDelay(Duration.ofMillis(50)) // time for another one to come
                            .until(() -> true);
                        suspects.decrementAndGet();
                        return worker.address();
                      })));
    }

    for (Future<String> call : calls) {
      assertThat(call.get()).isEqualTo("a:1");
    }
    assertThat(most).hasValue(1);
  }

  @Test
  void call_faultEverywhere_isTriedOnceOnEachAndThrown() {
    pool = pool(Duration.ofSeconds(20), 64, Duration.ofMillis(50));
    ready(a, b);
    List<String> tried = new ArrayList<>();

    assertThatExceptionOfType(WorkerException.class)
        .isThrownBy(
            () ->
                pool.call(
                    STEP,
                    worker -> {
                      tried.add(worker.address());
                      throw new WorkerException(Kind.FAULT, "broken", null);
                    }))
        .withMessageContaining("broken");

    assertThat(tried).containsExactlyInAnyOrder("a:1", "b:1");
  }

  @Test
  void call_faultOnTheOnlyOne_goesOnWhereAnotherComesSoon() throws Exception {
    ready(a);
    CountDownLatch tried = new CountDownLatch(1);
    Future<String> call =
        callers.submit(
            () ->
                pool.call(
                    STEP,
                    worker -> {
                      tried.countDown();
                      if (worker.address().equals("a:1")) {
                        throw new WorkerException(Kind.FAULT, "broken", null);
                      }
                      return worker.address();
                    }));
    tried.await();

    ready(a, b);

    assertThat(call.get()).isEqualTo("b:1");
  }

  @Test
  void call_refused_isNotTriedAgain() {
    ready(a, b);
    AtomicInteger tries = new AtomicInteger();

    assertThatExceptionOfType(WorkerException.class)
        .isThrownBy(
            () ->
                pool.call(
                    STEP,
                    worker -> {
                      tries.incrementAndGet();
                      throw new WorkerException(Kind.REFUSED, "no", null);
                    }));

    assertThat(tries).hasValue(1);
  }

  @Test
  void call_cancelled_isNotTriedAgain() {
    ready(a, b);
    AtomicInteger tries = new AtomicInteger();

    assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(
            () ->
                pool.call(
                    STEP,
                    worker -> {
                      tries.incrementAndGet();
                      throw new CancellationException();
                    }));

    assertThat(tries).hasValue(1);
  }

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
  void call_interruptedBetweenAttempts_isCancelled() throws Exception {
    ready(a);
    CountDownLatch tried = new CountDownLatch(1);
    ExecutorService caller = Executors.newVirtualThreadPerTaskExecutor();
    Future<String> call =
        caller.submit(
            () ->
                pool.call(
                    STEP,
                    worker -> {
                      tried.countDown();
                      throw new WorkerException(Kind.BUSY, "busy", null);
                    }));
    tried.await();

    caller.shutdownNow();

    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(call::get)
        .withCauseInstanceOf(CancellationException.class);
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
  void call_breakerIsOpen_leavesTheWorkerAlone() {
    ready(a, b);
    AtomicInteger onA = new AtomicInteger();
    Function<Worker, String> call =
        worker -> {
          if (worker.address().equals("a:1")) {
            onA.incrementAndGet();
            throw new WorkerException(Kind.FAULT, "broken", null);
          }
          return worker.address();
        };
    for (int i = 0; i < 40; i++) {
      assertThat(pool.call(STEP, call)).isEqualTo("b:1");
    }

    assertThat(onA).as("of 40 calls").hasValueLessThan(10);
    assertThat(workers()).as("it still answers").isEqualTo(2);
  }

  @Test
  void call_breakerWasOpen_isTriedAgainAfterAWhile() {
    pool = pool(Duration.ofSeconds(20), 64, Duration.ofMillis(100));
    ready(a);
    for (int i = 0; i < 4; i++) {
      assertThatExceptionOfType(WorkerException.class)
          .isThrownBy(() -> pool.call(STEP, failing(Kind.FAULT)));
    }

    assertThat(pool.call(STEP, Worker::address)).isEqualTo("a:1");
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"UNAVAILABLE", "LOST", "BUSY", "REFUSED"})
  void call_failureIsNotTheWorkersFault_breakerStaysClosed(Kind kind) {
    ready(a);
    AtomicInteger tries = new AtomicInteger();
    for (int i = 0; i < 12; i++) {
      try {
        pool.call(
            STEP,
            worker -> {
              if (tries.incrementAndGet() % 2 == 1) {
                throw new WorkerException(kind, "not its fault", null);
              }
              return worker.address();
            });
      } catch (WorkerException expected) {
        assertThat(expected.kind()).isEqualTo(kind);
      }
    }

    assertThat(pool.call(STEP, Worker::address)).isEqualTo("a:1");
  }

  @Test
  void call_workerHoldsThePattern_goesThere() {
    ready(a, b);
    Demand demand =
        Demand.of(Forwards.sparse(MODEL, 10, 0.3), Optional.of(new FakeCopies(1, "b:1")));

    for (int i = 0; i < 10; i++) {
      assertThat(pool.call(demand, Worker::address)).isEqualTo("b:1");
    }
  }

  @Test
  void call_holderIsBusy_thePatternIsCopiedToAnother() throws Exception {
    ready(a, b);
    FakeCopies copies = new FakeCopies(100_000_000, "b:1");
    Demand demand = Demand.of(Forwards.sparse(MODEL, 10, 0.3), Optional.of(copies));
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
  void call_canvasTooLongForAWorker_goesToOneThatTakesIt() {
    FakeWorker large = new FakeWorker("large:1", "m", "f", 5000);
    ready(a, large);
    Demand demand = Demand.of(Forwards.dense(MODEL, 3000), Optional.empty());

    for (int i = 0; i < 10; i++) {
      assertThat(pool.call(demand, Worker::address)).isEqualTo("large:1");
    }
    assertThat(pool.models().getFirst().maxCanvasLength()).isEqualTo(5000);
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

  @Test
  void models_workersJoinAndLeave_areListedAndRetired() {
    ready(a);

    ready(a, b);
    directory.set(b);

    awaitWorkers(1);
    assertThat(pool.call(STEP, Worker::address)).isEqualTo("b:1");
    assertThat(a.isRetired()).isTrue();
    assertThat(a.isClosed()).as("what runs there may end").isFalse();
  }

  @Test
  void models_workerRestartsWithAnotherModel_isListedUnderThat() {
    ready(a);

    a.restart(FakeWorker.facts("n", "h", 1000));

    await()
        .until(
            () ->
                pool.models().stream()
                    .map(model -> model.facts().id())
                    .toList()
                    .equals(List.of("n")));
  }

  @Test
  void models_workerStaysHealthy_isNotAskedAgain() {
    ready(a);
    a.up(false);
    awaitWorkers(0);
    a.up(true);
    awaitWorkers(1);

    assertThat(a.described()).isEqualTo(2);
  }

  @Test
  void close_endsEveryConnection() {
    ready(a, b);

    pool.close();

    assertThat(a.isClosed()).isTrue();
    assertThat(b.isClosed()).isTrue();
  }

  private ElasticWorkerPool pool(Duration patience, int stepsPerWorker, Duration breakerOpen) {
    ElasticWorkerPool made =
        new ElasticWorkerPool(
            directory,
            new PoolSettings(
                Duration.ofMillis(20),
                Duration.ofMillis(20),
                stepsPerWorker,
                breakerOpen,
                patience,
                StepLimit.defaults(),
                new Retries(40, Duration.ofMillis(5), Duration.ofMillis(50), 1, 1000)));
    pools.add(made);
    return made;
  }

  /** Lets the pool have these workers and no others. */
  private void ready(FakeWorker... workers) {
    directory.set(workers);
    awaitWorkers(workers.length);
  }

  private static Function<Worker, String> failing(Kind kind) {
    return worker -> {
      throw new WorkerException(kind, "failed", null);
    };
  }

  private static Function<Worker, String> losing(List<String> tried) {
    return worker -> {
      tried.add(worker.address());
      throw new WorkerException(Kind.LOST, "lost", null);
    };
  }

  private static Function<Worker, String> holding(CountDownLatch running, CountDownLatch release) {
    return worker -> {
      running.countDown();
      awaitQuietly(release);
      return worker.address();
    };
  }

  private void awaitWorkers(int count) {
    await().until(() -> workers() == count);
  }

  private int workers() {
    return pool.models().stream().mapToInt(ServedModel::workers).sum();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new CancellationException();
    }
  }
}

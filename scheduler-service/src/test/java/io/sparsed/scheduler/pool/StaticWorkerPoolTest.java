package io.sparsed.scheduler.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.sparsed.scheduler.pool.WorkerException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which worker a call goes to and what happens when it fails. */
class StaticWorkerPoolTest {

  private static final PoolSettings SETTINGS =
      new PoolSettings(
          Duration.ofMillis(20),
          40,
          Duration.ofMillis(5),
          Duration.ofMillis(50),
          Duration.ofSeconds(60));

  private final FakeWorker a = FakeWorker.of("a:1");
  private final FakeWorker b = FakeWorker.of("b:1");
  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
  private StaticWorkerPool pool = pool(SETTINGS);

  @AfterEach
  void stop() {
    pool.close();
    callers.close();
  }

  @Test
  void call_noWorkerInTime_isRefusedAfterAllAttempts() {
    pool = pool(SETTINGS, a);
    a.up(false);
    awaitWorkers(0);

    assertThatExceptionOfType(NoWorkerException.class)
        .isThrownBy(() -> pool.call(anywhere(), Worker::address));
  }

  @Test
  void call_workerOfAnotherModelOnly_isRefused() {
    pool = pool(SETTINGS, a);
    awaitWorkers(1);

    assertThatExceptionOfType(NoWorkerException.class)
        .isThrownBy(() -> pool.call(new Placement("other", 1, Set.of()), Worker::address));
  }

  @Test
  void call_unavailable_goesToTheOtherWorkerNext() {
    startBoth();
    for (FakeWorker down : List.of(a, b)) {
      List<String> tried = new ArrayList<>();
      Function<Worker, String> failing = failing(Kind.UNAVAILABLE, down);

      String answer =
          pool.call(
              new Placement("m", 1, Set.of(down)),
              worker -> {
                tried.add(worker.address());
                return failing.apply(worker);
              });

      assertThat(tried).containsExactly(down.address(), answer);
      awaitWorkers(2);
    }
  }

  @Test
  void call_faultEverywhere_isTriedOnceOnEachAndThrown() {
    startBoth();
    List<String> tried = new ArrayList<>();

    assertThatExceptionOfType(WorkerException.class)
        .isThrownBy(
            () ->
                pool.call(
                    anywhere(),
                    worker -> {
                      tried.add(worker.address());
                      throw new WorkerException(Kind.FAULT, "broken", null);
                    }));

    assertThat(tried).containsExactlyInAnyOrder("a:1", "b:1");
  }

  @Test
  void call_refused_isNotTriedAgain() {
    startBoth();
    AtomicInteger tries = new AtomicInteger();

    assertThatExceptionOfType(WorkerException.class)
        .isThrownBy(
            () ->
                pool.call(
                    anywhere(),
                    worker -> {
                      tries.incrementAndGet();
                      throw new WorkerException(Kind.REFUSED, "no", null);
                    }));

    assertThat(tries).hasValue(1);
  }

  @Test
  void call_cancelled_isNotTriedAgain() {
    startBoth();
    AtomicInteger tries = new AtomicInteger();

    assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(
            () ->
                pool.call(
                    anywhere(),
                    worker -> {
                      tries.incrementAndGet();
                      throw new CancellationException();
                    }));

    assertThat(tries).hasValue(1);
  }

  @Test
  void call_interruptedBetweenAttempts_isCancelled() throws Exception {
    pool =
        pool(
            new PoolSettings(
                Duration.ofMillis(20),
                10,
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1)),
            a);
    awaitWorkers(1);
    CountDownLatch tried = new CountDownLatch(1);
    Future<String> call =
        callers.submit(
            () ->
                pool.call(
                    anywhere(),
                    worker -> {
                      tried.countDown();
                      throw new WorkerException(Kind.BUSY, "busy", null);
                    }));
    tried.await();

    callers.shutdownNow();

    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(call::get)
        .withCauseInstanceOf(CancellationException.class);
  }

  @Test
  void call_breakerIsOpen_leavesTheWorkerAlone() {
    startBoth();
    for (int i = 0; i < 8; i++) {
      pool.call(new Placement("m", 1, Set.of(a)), failing(Kind.FAULT, a));
    }
    AtomicInteger onA = new AtomicInteger();
    for (int i = 0; i < 8; i++) {
      pool.call(new Placement("m", 1, Set.of(a)), counting(onA, a));
    }

    assertThat(onA).hasValue(0);
    assertThat(workers()).as("it still answers").isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"BUSY", "REFUSED"})
  void call_failureIsNotTheWorkersFault_breakerStaysClosed(Kind kind) {
    startBoth();
    AtomicInteger tries = new AtomicInteger();
    for (int i = 0; i < 12; i++) {
      try {
        pool.call(
            new Placement("m", 1, Set.of(a)),
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

    assertThat(pool.call(new Placement("m", 1, Set.of(a)), Worker::address)).isEqualTo("a:1");
  }

  @Test
  void call_preferredWorkerIsReady_goesThere() {
    startBoth();

    for (int i = 0; i < 10; i++) {
      assertThat(pool.call(new Placement("m", 1, Set.of(b)), Worker::address)).isEqualTo("b:1");
    }
  }

  @Test
  void call_canvasTooLongForAWorker_goesToOneThatTakesIt() {
    FakeWorker large = new FakeWorker("large:1", "m", "f", 5000);
    pool = pool(SETTINGS, a, large);
    awaitWorkers(2);

    for (int i = 0; i < 10; i++) {
      assertThat(pool.call(new Placement("m", 3000, Set.of()), Worker::address))
          .isEqualTo("large:1");
    }
    assertThat(pool.models().getFirst().maxCanvasLength()).isEqualTo(5000);
  }

  @Test
  void call_oneAfterTheOther_takesTurns() {
    startBoth();
    Map<String, Long> calls =
        Stream.generate(() -> pool.call(anywhere(), Worker::address))
            .limit(20)
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

    assertThat(calls).containsOnly(Map.entry("a:1", 10L), Map.entry("b:1", 10L));
  }

  @Test
  void call_oneWorkerHasCalls_goesToTheOther() throws Exception {
    startBoth();
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Future<String> onA =
        callers.submit(
            () ->
                pool.call(
                    new Placement("m", 1, Set.of(a)),
                    worker -> {
                      running.countDown();
                      awaitQuietly(release);
                      return worker.address();
                    }));
    running.await();

    for (int i = 0; i < 10; i++) {
      assertThat(pool.call(anywhere(), Worker::address)).isEqualTo("b:1");
    }
    release.countDown();
    assertThat(onA.get()).isEqualTo("a:1");
  }

  @Test
  void models_otherFingerprintOfTheSameId_isRefusedUntilTheFirstIsGone() {
    FakeWorker other = new FakeWorker("other:1", "m", "g", 1000);
    other.up(false);
    pool = pool(SETTINGS, a, other);
    awaitWorkers(1);

    other.up(true);
    awaitProbes(other);
    assertThat(fingerprints()).containsExactly("f");
    assertThat(workers()).isEqualTo(1);

    a.up(false);
    await().until(() -> fingerprints().equals(List.of("g")));
    a.up(true);
    awaitProbes(a);
    assertThat(fingerprints()).containsExactly("g");
    assertThat(workers()).isEqualTo(1);
  }

  @Test
  void models_workerComesBackWithAnotherModel_isListedUnderThat() {
    pool = pool(SETTINGS, a);
    awaitWorkers(1);

    a.serves(FakeWorker.facts("n", "h", 1000));

    await()
        .until(
            () ->
                pool.models().stream()
                    .map(model -> model.facts().id())
                    .toList()
                    .equals(List.of("n")));
  }

  @Test
  void close_endsEveryConnection() {
    startBoth();

    pool.close();

    assertThat(a.isClosed()).isTrue();
    assertThat(b.isClosed()).isTrue();
  }

  private void startBoth() {
    pool = pool(SETTINGS, a, b);
    awaitWorkers(2);
  }

  private static StaticWorkerPool pool(PoolSettings settings, FakeWorker... workers) {
    Map<String, FakeWorker> byAddress =
        Stream.of(workers).collect(Collectors.toMap(FakeWorker::address, Function.identity()));
    return new StaticWorkerPool(
        Stream.of(workers).map(FakeWorker::address).toList(),
        address -> Objects.requireNonNull(byAddress.get(address)),
        settings);
  }

  private static Placement anywhere() {
    return new Placement("m", 1, Set.of());
  }

  private static Function<Worker, String> failing(Kind kind, FakeWorker failing) {
    return worker -> {
      if (worker == failing) {
        throw new WorkerException(kind, "failed", null);
      }
      return worker.address();
    };
  }

  private static Function<Worker, String> counting(AtomicInteger count, FakeWorker counted) {
    return worker -> {
      if (worker == counted) {
        count.incrementAndGet();
      }
      return worker.address();
    };
  }

  private void awaitWorkers(int count) {
    await().until(() -> workers() == count);
  }

  /** Two more: the first of them may have begun before. */
  private static void awaitProbes(FakeWorker worker) {
    int before = worker.probes();
    await().until(() -> worker.probes() >= before + 2);
  }

  private int workers() {
    return pool.models().stream().mapToInt(ServedModel::workers).sum();
  }

  private List<String> fingerprints() {
    return pool.models().stream().map(model -> model.facts().fingerprint()).toList();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new CancellationException();
    }
  }
}

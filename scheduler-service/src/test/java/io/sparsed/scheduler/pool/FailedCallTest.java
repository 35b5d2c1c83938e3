package io.sparsed.scheduler.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.sparsed.scheduler.pool.WorkerException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests where and how often a call that fails on a worker is repeated. */
class FailedCallTest extends PoolOfFakes {
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
  void call_lostInCompanyEachTime_isNeverRefused() throws Exception {
    ready(a, b, c);
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch others = new CountDownLatch(3);
    List<Future<String>> company = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      company.add(callers.submit(() -> pool.call(STEP, holding(others, release))));
    }
    others.await();
    List<String> tried = new ArrayList<>();

    Future<String> call =
        callers.submit(
            () ->
                pool.call(
                    STEP,
                    worker -> {
                      tried.add(worker.address());
                      if (tried.size() == 1) {
                        throw new WorkerException(Kind.LOST, "lost", null);
                      }
                      return worker.address();
                    }));
    await().until(() -> tried.size() == 1);
    Future<String> beside = callers.submit(() -> pool.call(STEP, worker -> "went on"));

    assertThat(beside.get()).isEqualTo("went on");
    assertThat(tried).as("a suspect waits for a worker of its own").hasSize(1);
    release.countDown();
    assertThat(call.get()).isEqualTo(tried.getLast());
    for (Future<String> each : company) {
      assertThat(each.get()).isNotEmpty();
    }
  }

  @Test
  void call_beside_isFinishedElsewhere() {
    ready(a, b);
    List<String> tried = new ArrayList<>();

    String answer =
        pool.call(
            STEP,
            worker -> {
              tried.add(worker.address());
              if (tried.size() == 1) {
                throw new WorkerException(Kind.LOST, "lost", null);
              }
              return worker.address();
            });

    assertThat(tried).hasSize(2).endsWith(answer);
  }

  @Test
  void call_suspect_isNotGivenToAWorkerThatDoesNotAnswer() {
    ready(a, b, c);
    List<String> tried = new ArrayList<>();

    String answer =
        pool.call(
            STEP,
            worker -> {
              tried.add(worker.address());
              if (tried.size() == 1) {
                Stream.of(a, b, c)
                    .filter(each -> !each.address().equals(worker.address()))
                    .limit(1)
                    .forEach(FakeWorker::stopAnswering);
                throw new WorkerException(Kind.LOST, "lost", null);
              }
              return worker.address();
            });

    assertThat(tried).hasSize(2).endsWith(answer);
  }

  @Test
  void call_faultEverywhere_isBlamedOnNobody() throws Exception {
    pool = pool(Duration.ofMillis(50), 64, Duration.ofMinutes(1));
    ready(a);
    CountDownLatch faults = new CountDownLatch(10);
    for (int i = 0; i < 10; i++) {
      var _ =
          callers.submit(
              () ->
                  pool.call(
                      STEP,
                      worker -> {
                        faults.countDown();
                        throw new WorkerException(Kind.FAULT, "broken", null);
                      }));
    }
    faults.await();

    assertThat(pool.call(STEP, Worker::address)).as("its breaker is closed").isEqualTo("a:1");
  }

  @Test
  void call_faultAndTheOtherIsBusyForLong_waitsForIt() throws Exception {
    pool = pool(Duration.ofSeconds(20), 1, Duration.ofMillis(10));
    ready(a, b);
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Future<String> first = callers.submit(() -> pool.call(STEP, holding(running, release)));
    running.await();
    CountDownLatch failed = new CountDownLatch(1);

    Future<String> call =
        callers.submit(
            () ->
                pool.call(
                    STEP,
                    worker -> {
                      if (failed.getCount() > 0) {
                        failed.countDown();
                        throw new WorkerException(Kind.FAULT, "broken", null);
                      }
                      return worker.address();
                    }));
    failed.await();
    await().pollDelay(Duration.ofMillis(60)).until(() -> true); // longer than the breaker opens

    release.countDown();
    assertThat(call.get()).isEqualTo(first.get());
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

  private static Function<Worker, String> losing(List<String> tried) {
    return worker -> {
      tried.add(worker.address());
      throw new WorkerException(Kind.LOST, "lost", null);
    };
  }
}

package io.sparsed.scheduler.pool;

import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sparsed.scheduler.pattern.PatternCache;
import io.sparsed.scheduler.pool.WorkerException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;

/** A PoolOfFakes is a pool of workers in memory with threads that call it. */
abstract class PoolOfFakes {

  static final ModelFacts MODEL = FakeWorker.model("m", "f");
  static final Demand STEP = Demand.of(Forwards.dense(MODEL, 10), List.of(), "someone");
  final FakeDirectory directory = new FakeDirectory();
  final FakeWorker a = FakeWorker.of("a:1");
  final FakeWorker b = FakeWorker.of("b:1");
  final FakeWorker c = FakeWorker.of("c:1");
  final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
  private final List<WorkerPool> pools = new ArrayList<>();
  WorkerPool pool = pool(Duration.ofSeconds(20), 64, Duration.ofSeconds(60));

  @AfterEach
  void stop() {
    callers.shutdownNow();
    callers.close();
    pools.forEach(WorkerPool::close);
  }

  WorkerPool pool(Duration patience, int stepsPerWorker, Duration breakerOpen) {
    WorkerPool made =
        new WorkerPool(
            directory,
            new PoolSettings(
                Duration.ofMillis(20),
                Duration.ofMillis(20),
                stepsPerWorker,
                breakerOpen,
                patience,
                StepLimit.defaults(),
                new Retries(40, Duration.ofMillis(5), Duration.ofMillis(50), 1, 1000)),
            new PatternCache(0),
            new SimpleMeterRegistry());
    pools.add(made);
    return made;
  }

  /** Replaces the workers of the pool. */
  void ready(FakeWorker... workers) {
    directory.set(workers);
    awaitWorkers(workers.length);
  }

  static Function<Worker, String> holding(CountDownLatch running, CountDownLatch release) {
    return worker -> {
      running.countDown();
      awaitQuietly(release);
      return worker.address();
    };
  }

  void awaitWorkers(int count) {
    await().until(() -> workers() == count);
  }

  int workers() {
    return pool.models().stream().mapToInt(ServedModel::workers).sum();
  }

  static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new CancellationException();
    }
  }

  /** Returns a call that fails. */
  static Function<Worker, String> failing(Kind kind) {
    return worker -> {
      throw new WorkerException(kind, "failed", null);
    };
  }
}

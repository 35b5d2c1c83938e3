package io.sparsed.scheduler.pool;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers of a fixed list of addresses. Each is probed at an interval, so that one that comes
 * late, goes away or comes back is noticed. Thread-safe.
 */
public final class StaticWorkerPool implements WorkerPool {

  private static final Logger log = LoggerFactory.getLogger(StaticWorkerPool.class);

  private final List<PooledWorker> workers;
  private final PoolSettings settings;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final AtomicInteger turn = new AtomicInteger();
  private final ScheduledExecutorService prober =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("worker-prober").factory());

  /** Connects to every address and begins to probe; returns at once. */
  public StaticWorkerPool(
      List<String> addresses, WorkerConnector connector, PoolSettings settings) {
    this.settings = settings;
    this.workers =
        addresses.stream()
            .distinct()
            .map(connector::connect)
            .map(connection -> new PooledWorker(connection, settings.breakerOpen()))
            .toList();
    long intervalNanos = settings.probeInterval().toNanos();
    var _ =
        prober.scheduleWithFixedDelay(
            () -> workers.forEach(this::probeSoon), 0, intervalNanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public List<ServedModel> models() {
    TreeMap<String, ServedModel> models = new TreeMap<>();
    for (PooledWorker worker : workers) {
      worker
          .facts()
          .map(facts -> new ServedModel(facts.model(), facts.maxCanvasLength(), 1))
          .ifPresent(one -> models.merge(one.facts().id(), one, StaticWorkerPool::together));
    }
    return List.copyOf(models.values());
  }

  @Override
  public <R> R call(Placement placement, Function<Worker, R> call) {
    Call<R> attempts = new Call<>(inTurn(), placement, call, this::probeAfterFailure);
    Retry retry =
        Retry.of(
            placement.model(),
            RetryConfig.custom()
                .maxAttempts(settings.attempts())
                .intervalFunction(
                    IntervalFunction.ofExponentialBackoff(
                        settings.firstBackoff(), 2.0, settings.maxBackoff()))
                .retryOnException(attempts::mayRetry)
                .build());
    try {
      return retry.executeSupplier(attempts::attempt);
    } catch (WorkerException | NoWorkerException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw new CancellationException("interrupted while waiting for a worker");
      }
      throw e;
    }
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
    listener.run();
  }

  @Override
  public void close() {
    prober.shutdownNow();
    workers.forEach(worker -> worker.connection().close());
  }

  /** The workers, starting with another one each time: a stable sort then spreads equal loads. */
  private List<PooledWorker> inTurn() {
    List<PooledWorker> rotated = new ArrayList<>(workers);
    Collections.rotate(rotated, turn.getAndIncrement());
    return rotated;
  }

  private void probeAfterFailure(PooledWorker worker) {
    set(worker, Optional.empty());
    probeSoon(worker);
  }

  /** Probes in a thread of its own: a worker that hangs does not keep the others unseen. */
  private void probeSoon(PooledWorker worker) {
    if (!prober.isShutdown() && worker.beginProbe()) {
      Thread.ofVirtual()
          .name("probe-" + worker.connection().address())
          .start(
              () -> {
                try {
                  probe(worker);
                } finally {
                  worker.endProbe();
                }
              });
    }
  }

  private void probe(PooledWorker worker) {
    try {
      set(worker, Optional.of(worker.connection().describe()));
    } catch (WorkerException | CancellationException | IllegalArgumentException e) {
      log.debug("worker {} is not ready: {}", worker.connection().address(), e.getMessage());
      set(worker, Optional.empty());
    }
  }

  private void set(PooledWorker worker, Optional<WorkerFacts> found) {
    synchronized (workers) {
      if (prober.isShutdown()) {
        return;
      }
      Optional<WorkerFacts> now = found.filter(facts -> !contradicts(worker, facts));
      if (now.equals(worker.facts())) {
        return;
      }
      worker.serves(now);
      String address = worker.connection().address();
      now.ifPresentOrElse(
          facts ->
              log.info("worker {} serves {} on {}", address, facts.model().id(), facts.device()),
          () -> log.warn("worker {} is away", address));
    }
    listeners.forEach(Runnable::run);
  }

  /** Whether a worker says of a model's id what the workers that were here before it do not. */
  private boolean contradicts(PooledWorker worker, WorkerFacts facts) {
    Optional<WorkerFacts> other =
        workers.stream()
            .filter(each -> each != worker)
            .flatMap(each -> each.facts().stream())
            .filter(each -> each.model().id().equals(facts.model().id()))
            .filter(each -> !each.model().equals(facts.model()))
            .findFirst();
    String fingerprint = facts.model().fingerprint();
    if (other.isPresent() && !worker.refusedFingerprint().equals(fingerprint)) {
      worker.refuse(fingerprint);
      log.error(
          "worker {} is refused: it serves {} with fingerprint {}, the others have {}",
          worker.connection().address(),
          facts.model().id(),
          fingerprint,
          other.get().model().fingerprint());
    }
    return other.isPresent();
  }

  private static ServedModel together(ServedModel one, ServedModel other) {
    return new ServedModel(
        one.facts(),
        Math.max(one.maxCanvasLength(), other.maxCanvasLength()),
        one.workers() + other.workers());
  }
}

package io.sparsed.scheduler.pool;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One call through its attempts. Not thread-safe: owned by the calling thread. */
final class Call<R> {

  private final List<PooledWorker> workers;
  private final Placement placement;
  private final Function<Worker, R> call;
  private final Consumer<PooledWorker> onUnavailable;
  private final Set<PooledWorker> failed = new HashSet<>();
  private final Set<PooledWorker> suspect = new HashSet<>();
  private @Nullable WorkerException lastFault;
  private boolean exhausted;

  Call(
      List<PooledWorker> workers,
      Placement placement,
      Function<Worker, R> call,
      Consumer<PooledWorker> onUnavailable) {
    this.workers = workers;
    this.placement = placement;
    this.call = call;
    this.onUnavailable = onUnavailable;
  }

  /** One attempt on the best worker there is. */
  R attempt() {
    PooledWorker worker = place();
    try {
      return worker.run(call);
    } catch (WorkerException e) {
      suspect.add(worker);
      switch (e.kind()) {
        case UNAVAILABLE -> onUnavailable.accept(worker);
        case FAULT -> {
          failed.add(worker);
          lastFault = e;
        }
        case BUSY, REFUSED -> {}
      }
      throw e;
    }
  }

  /** Whether another attempt may help. */
  boolean mayRetry(Throwable failure) {
    return switch (failure) {
      case NoWorkerException _ -> true;
      case WorkerException e -> e.kind() != WorkerException.Kind.REFUSED && !exhausted;
      default -> false;
    };
  }

  private PooledWorker place() {
    return workers.stream()
        .filter(this::canTake)
        .sorted(
            Comparator.<PooledWorker, Boolean>comparing(suspect::contains)
                .thenComparing(worker -> !isPreferred(worker))
                .thenComparingInt(PooledWorker::inFlight))
        .filter(PooledWorker::tryAcquire)
        .findFirst()
        .orElseThrow(this::nobody);
  }

  private boolean canTake(PooledWorker worker) {
    return !failed.contains(worker)
        && worker
            .facts()
            .filter(facts -> facts.model().id().equals(placement.model()))
            .filter(facts -> facts.maxCanvasLength() >= placement.canvasLength())
            .isPresent();
  }

  private boolean isPreferred(PooledWorker worker) {
    return placement.preferred().contains(worker.connection());
  }

  /** Waiting helps while nobody is there, not once those that were there have failed. */
  private RuntimeException nobody() {
    if (lastFault == null) {
      return new NoWorkerException("no worker of model " + placement.model() + " is ready");
    }
    exhausted = true;
    return lastFault;
  }
}

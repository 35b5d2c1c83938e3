package io.sparsed.scheduler.pool;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An Attempts tries one call on one worker after the other and remembers which failed. Owned by the
 * calling thread; the dispatch reads it while that thread waits for a worker.
 */
final class Attempts<R> implements Dispatch.PendingCall {

  private final Demand demand;
  private final Function<Worker, R> call;
  private final Dispatch dispatch;
  private final RetryBudget budget;
  private final PoolSettings settings;
  private final Set<PooledWorker> faulty = new LinkedHashSet<>();
  private final Set<PooledWorker> lost = new LinkedHashSet<>();
  private final Set<PooledWorker> avoided = new LinkedHashSet<>();
  private @Nullable WorkerException lastFault;

  Attempts(
      Demand demand,
      Function<Worker, R> call,
      Dispatch dispatch,
      RetryBudget budget,
      PoolSettings settings) {
    this.demand = demand;
    this.call = call;
    this.dispatch = dispatch;
    this.budget = budget;
    this.settings = settings;
  }

  /** Makes the next attempt on the best worker, and waits for one if none has room. */
  R next() {
    if (avoided.isEmpty()) {
      budget.earn();
    } else {
      pause(budget.spend());
    }
    Dispatch.Lease lease = lease();
    try {
      lease.copyTo().ifPresent(demand::copyTo);
      return lease.worker().guard().run(() -> call.apply(lease.worker()));
    } catch (WorkerException e) {
      recordFailure(lease.worker(), e);
      throw e;
    } finally {
      dispatch.release(lease);
    }
  }

  @Override
  public Demand demand() {
    return demand;
  }

  @Override
  public boolean excludes(PooledWorker worker) {
    return faulty.contains(worker);
  }

  @Override
  public boolean avoids(PooledWorker worker) {
    return avoided.contains(worker);
  }

  @Override
  public boolean isSuspect() {
    return !lost.isEmpty();
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted before a step was repeated");
    }
  }

  /** Returns a lease on a worker. If every present worker has failed, the wait is shorter. */
  private Dispatch.Lease lease() {
    Duration patience = lastFault == null ? settings.patience() : settings.breakerOpen();
    Optional<Dispatch.Lease> lease = dispatch.acquire(this, patience);
    if (lease.isEmpty() && lastFault != null) {
      throw new WorkerException(
          WorkerException.Kind.REFUSED,
          "every worker failed: " + lastFault.getMessage(),
          lastFault);
    }
    return lease.orElseThrow(
        () -> new NoWorkerException("no worker of model " + demand.model().id() + " is ready"));
  }

  private void recordFailure(PooledWorker worker, WorkerException failure) {
    avoided.add(worker);
    switch (failure.kind()) {
      case UNAVAILABLE, LATE -> worker.suspect();
      case LOST -> {
        worker.suspect();
        lost.add(worker);
        if (lost.size() > 1) {
          throw new KillsWorkersException(lost.stream().map(PooledWorker::address).toList());
        }
      }
      case FAULT -> {
        faulty.add(worker);
        lastFault = failure;
      }
      case BUSY, REFUSED -> {}
    }
  }
}

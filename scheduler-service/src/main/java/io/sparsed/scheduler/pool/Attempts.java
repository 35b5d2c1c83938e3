package io.sparsed.scheduler.pool;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
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

  /** The probe intervals for which a call waits after a worker was lost with it alone. */
  private static final int PROBES_TO_QUIET = 3;

  private final Demand demand;
  private final Function<Worker, R> call;
  private final Dispatch dispatch;
  private final RetryBudget budget;
  private final PoolSettings settings;
  private final PoolMetrics metrics;
  private final Map<PooledWorker, WorkerException> faults = new LinkedHashMap<>();
  private final Set<PooledWorker> avoided = new LinkedHashSet<>();

  /** The workers that were lost while they ran nothing but this call. */
  private final Set<PooledWorker> lostAlone = new LinkedHashSet<>();

  private boolean isSuspect;

  /** The time before the next attempt until workers that die together are all dead. */
  private Duration quiet = Duration.ZERO;

  private @Nullable WorkerException lastFault;

  Attempts(
      Demand demand,
      Function<Worker, R> call,
      Dispatch dispatch,
      RetryBudget budget,
      PoolSettings settings,
      PoolMetrics metrics) {
    this.demand = demand;
    this.call = call;
    this.dispatch = dispatch;
    this.budget = budget;
    this.settings = settings;
    this.metrics = metrics;
  }

  /** Makes the next attempt on the best worker, and waits for one if none has room. */
  R next() {
    if (avoided.isEmpty()) {
      budget.earn();
    } else {
      metrics.retried();
      pause(budget.spend().plus(quiet));
      quiet = Duration.ZERO;
    }
    Dispatch.Lease lease = lease();
    try {
      lease.copyTo().ifPresent(demand::copyTo);
      R result = lease.worker().guard().run(() -> run(lease.worker()));
      // Only now it is certain that the step was not to blame.
      faults.forEach(PooledWorker::blame);
      return result;
    } catch (WorkerException e) {
      recordFailure(lease, e);
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
    return faults.containsKey(worker);
  }

  @Override
  public boolean avoids(PooledWorker worker) {
    return avoided.contains(worker);
  }

  @Override
  public boolean isSuspect() {
    return isSuspect;
  }

  /** Runs the call; a suspect one only on a worker that answers, not on one that just died. */
  private R run(PooledWorker worker) {
    if (isSuspect) {
      worker.probe();
    }
    return call.apply(worker);
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
    if (lastFault != null) {
      Optional<Dispatch.Lease> soon = dispatch.acquire(this, settings.breakerOpen());
      if (soon.isPresent()) {
        return soon.get();
      }
      if (!dispatch.hasHopeOf(this)) {
        throw new WorkerException(
            WorkerException.Kind.REFUSED,
            "every worker failed: " + lastFault.getMessage(),
            lastFault);
      }
    }
    return dispatch
        .acquire(this, settings.patience())
        .orElseThrow(
            () -> new NoWorkerException("no worker of model " + demand.model().id() + " is ready"));
  }

  private void recordFailure(Dispatch.Lease lease, WorkerException failure) {
    PooledWorker worker = lease.worker();
    avoided.add(worker);
    metrics.failed(failure.kind());
    switch (failure.kind()) {
      case UNAVAILABLE, LATE -> worker.suspect();
      case LOST -> {
        worker.suspect();
        isSuspect = true;
        if (lease.isAlone()) {
          lostAlone.add(worker);
          quiet = settings.probeInterval().multipliedBy(PROBES_TO_QUIET);
        }
        if (lostAlone.size() > 1) {
          throw new KillsWorkersException(lostAlone.stream().map(PooledWorker::address).toList());
        }
      }
      case FAULT -> {
        faults.put(worker, failure);
        lastFault = failure;
      }
      case BUSY, REFUSED -> {}
    }
  }
}

package io.sparsed.scheduler.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.sparsed.scheduler.pool.Placement.Candidate;
import io.sparsed.scheduler.pool.Placement.Choice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A Dispatch assigns calls to workers. A call that no worker can take now waits; a worker that
 * becomes free or ready takes the call that has waited longest among those it can take.
 * Thread-safe.
 */
final class Dispatch {

  private final Supplier<List<PooledWorker>> workers;

  @GuardedBy("this")
  private final Set<WaitingCall> waiting = new LinkedHashSet<>();

  @GuardedBy("this")
  private int turn;

  /** The worker that takes only suspect calls as long as one waits, so that it becomes idle. */
  @GuardedBy("this")
  private @Nullable PooledWorker quarantine;

  /** Creates a dispatch to the workers of a pool, ready or not. */
  Dispatch(Supplier<List<PooledWorker>> workers) {
    this.workers = workers;
  }

  /** A PendingCall is a call that needs a worker. */
  interface PendingCall {

    Demand demand();

    /** Returns true if the worker must not take the call. */
    boolean excludes(PooledWorker worker);

    /** Returns true if the worker should take the call only if no other can. */
    boolean avoids(PooledWorker worker);

    /** Returns true if a worker was lost with the call; it then runs alone, to see who did it. */
    boolean isSuspect();
  }

  /**
   * A Lease is a call's place on a worker, which {@link #release} gives back.
   *
   * @param ticket ticket of its {@link Load}
   * @param request request of the call
   * @param copyTo worker that should be sent the call's artifacts meanwhile; empty if none
   */
  record Lease(
      PooledWorker worker,
      StepCost cost,
      boolean isSuspect,
      long ticket,
      Object request,
      Optional<PooledWorker> copyTo) {

    /** Returns true if the worker has had no other call since this one got its place. */
    boolean isAlone() {
      return worker.load().isStillAlone(ticket);
    }
  }

  /** Waits for a worker that takes the call; returns empty if none could within the patience. */
  Optional<Lease> acquire(PendingCall call, Duration patience) {
    WaitingCall waiter = new WaitingCall(call);
    synchronized (this) {
      waiter.lease = place(call);
      if (waiter.lease != null) {
        return Optional.of(waiter.lease);
      }
      waiting.add(waiter);
    }
    try {
      var _ = waiter.served.await(patience.toNanos(), TimeUnit.NANOSECONDS);
      return Optional.ofNullable(leave(waiter));
    } catch (InterruptedException e) {
      @Nullable Lease unused = leave(waiter);
      if (unused != null) {
        unused.worker().guard().cancel();
        release(unused);
      }
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while waiting for a worker");
    }
  }

  /** Returns true if a worker that is present can take the call, now or later. */
  boolean hasHopeOf(PendingCall call) {
    return workers.get().stream().anyMatch(worker -> suits(worker, call));
  }

  /** Ends a lease, so that the worker can take another call. */
  void release(Lease lease) {
    lease.worker().load().remove(lease.cost(), lease.isSuspect());
    lease.worker().keyValuesRoom().end(lease.request());
    serveWaiting();
  }

  /** Assigns waiting calls; to be called when a worker may have become free or ready. */
  synchronized void serveWaiting() {
    Iterator<WaitingCall> longestFirst = waiting.iterator();
    while (longestFirst.hasNext() && anyHasRoom()) {
      WaitingCall waiter = longestFirst.next();
      waiter.lease = place(waiter.call);
      if (waiter.lease != null) {
        longestFirst.remove();
        waiter.served.countDown();
      }
    }
  }

  private synchronized @Nullable Lease leave(WaitingCall waiter) {
    waiting.remove(waiter);
    return waiter.lease;
  }

  private boolean anyHasRoom() {
    return workers.get().stream().anyMatch(worker -> worker.guard().hasRoom());
  }

  @GuardedBy("this")
  private @Nullable Lease place(PendingCall call) {
    List<PooledWorker> able = new ArrayList<>();
    for (PooledWorker worker : workers.get()) {
      if (canTake(worker, call)) {
        able.add(worker);
      }
    }
    // Equal workers take turns.
    Collections.rotate(able, turn++);
    while (!able.isEmpty()) {
      Choice<PooledWorker> choice = choose(able, call);
      if (choice.worker().guard().tryEnter()) {
        return lease(choice, call);
      }
      able.remove(choice.worker());
    }
    if (call.isSuspect() && !isQuarantineFor(call)) {
      quarantine = leastBusy(call);
    }
    return null;
  }

  private static Lease lease(Choice<PooledWorker> choice, PendingCall call) {
    PooledWorker worker = choice.worker();
    Demand demand = call.demand();
    long ticket = worker.load().add(demand.cost(), call.isSuspect());
    worker.keyValuesRoom().begin(demand.request(), demand.keyValueBytes());
    return new Lease(
        worker, demand.cost(), call.isSuspect(), ticket, demand.request(), choice.copyTo());
  }

  @GuardedBy("this")
  private boolean canTake(PooledWorker worker, PendingCall call) {
    return suits(worker, call)
        && worker.guard().hasRoom()
        && (call.isSuspect()
            ? worker.load().isIdle()
            : !worker.load().hasSuspect() && !isReserved(worker));
  }

  @GuardedBy("this")
  private boolean isReserved(PooledWorker worker) {
    if (!worker.equals(quarantine)) {
      return false;
    }
    for (WaitingCall waiter : waiting) {
      if (isQuarantineFor(waiter.call)) {
        return true;
      }
    }
    return false;
  }

  @GuardedBy("this")
  private boolean isQuarantineFor(PendingCall call) {
    return call.isSuspect() && quarantine != null && suits(quarantine, call);
  }

  private @Nullable PooledWorker leastBusy(PendingCall call) {
    return workers.get().stream()
        .filter(worker -> suits(worker, call))
        .min(Comparator.comparingDouble(worker -> worker.speed().seconds(worker.load().work())))
        .orElse(null);
  }

  private static boolean suits(PooledWorker worker, PendingCall call) {
    return worker.facts().filter(call.demand()::isMetBy).isPresent() && !call.excludes(worker);
  }

  private static Choice<PooledWorker> choose(List<PooledWorker> able, PendingCall call) {
    Demand demand = call.demand();
    return Placement.choose(
            able.stream()
                .map(
                    worker ->
                        new Candidate<>(
                            worker,
                            worker.speed().seconds(worker.load().work()),
                            worker.speed().seconds(demand.cost()),
                            demand.moveSeconds(worker),
                            demand.displaces(worker),
                            call.avoids(worker)))
                .toList())
        .orElseThrow();
  }

  private static final class WaitingCall {

    private final PendingCall call;
    private final CountDownLatch served = new CountDownLatch(1);

    /** Guarded by the dispatch. */
    private @Nullable Lease lease;

    WaitingCall(PendingCall call) {
      this.call = call;
    }
  }
}

package io.sparsed.scheduler.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.sparsed.scheduler.pool.Placement.Candidate;
import io.sparsed.scheduler.pool.Placement.Choice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
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
 * Gives steps their workers. A step that no worker can take now waits; whenever one becomes free or
 * ready, it goes to the step that waits for longest and that it can take. Thread-safe.
 */
final class Dispatch {

  private final Supplier<List<PooledWorker>> workers;

  @GuardedBy("this")
  private final Set<Waiter> waiters = new LinkedHashSet<>();

  @GuardedBy("this")
  private int turn;

  /**
   * Dispatches to workers.
   *
   * @param workers that belong to the pool now, ready or not
   */
  Dispatch(Supplier<List<PooledWorker>> workers) {
    this.workers = workers;
  }

  /** A step that wants a worker. */
  interface Wish {

    Demand demand();

    /** Whether the worker must not have it. */
    boolean excludes(PooledWorker worker);

    /** Whether the worker should have it only if nobody else can. */
    boolean avoids(PooledWorker worker);

    /** Whether a worker was lost with it: nobody gets two of these at once. */
    boolean isSuspect();
  }

  /**
   * A step's place on a worker, to be given back with {@link #release}.
   *
   * @param copyTo a worker that should get the pattern meanwhile
   */
  record Lease(
      PooledWorker worker, StepCost cost, boolean isSuspect, Optional<PooledWorker> copyTo) {}

  /**
   * Waits for a place.
   *
   * @return empty if there was none in time
   * @throws CancellationException if the calling thread is interrupted
   */
  Optional<Lease> acquire(Wish wish, Duration patience) {
    Waiter waiter = new Waiter(wish);
    synchronized (this) {
      waiter.lease = place(wish);
      if (waiter.lease != null) {
        return Optional.of(waiter.lease);
      }
      waiters.add(waiter);
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

  /** Gives a place back. */
  void release(Lease lease) {
    lease.worker().load().remove(lease.cost(), lease.isSuspect());
    serveWaiters();
  }

  /** Some worker may have become free or ready. */
  synchronized void serveWaiters() {
    Iterator<Waiter> longestFirst = waiters.iterator();
    while (longestFirst.hasNext() && anyHasRoom()) {
      Waiter waiter = longestFirst.next();
      waiter.lease = place(waiter.wish);
      if (waiter.lease != null) {
        longestFirst.remove();
        waiter.served.countDown();
      }
    }
  }

  private synchronized @Nullable Lease leave(Waiter waiter) {
    waiters.remove(waiter);
    return waiter.lease;
  }

  private boolean anyHasRoom() {
    return workers.get().stream().anyMatch(worker -> worker.guard().hasRoom());
  }

  @GuardedBy("this")
  private @Nullable Lease place(Wish wish) {
    List<PooledWorker> able = new ArrayList<>(workers.get());
    able.removeIf(worker -> !canTake(worker, wish));
    // Of equal workers another one each time.
    Collections.rotate(able, turn++);
    while (!able.isEmpty()) {
      Choice<PooledWorker> choice = choose(able, wish);
      if (choice.worker().guard().tryEnter()) {
        StepCost cost = wish.demand().cost();
        choice.worker().load().add(cost, wish.isSuspect());
        return new Lease(choice.worker(), cost, wish.isSuspect(), choice.copyTo());
      }
      able.remove(choice.worker());
    }
    return null;
  }

  private static boolean canTake(PooledWorker worker, Wish wish) {
    return worker.facts().filter(wish.demand()::isMetBy).isPresent()
        && worker.guard().hasRoom()
        && !wish.excludes(worker)
        && !(wish.isSuspect() && worker.load().hasSuspect());
  }

  private static Choice<PooledWorker> choose(List<PooledWorker> able, Wish wish) {
    Demand demand = wish.demand();
    return Placement.choose(
            able.stream()
                .map(
                    worker ->
                        new Candidate<>(
                            worker,
                            worker.speed().seconds(worker.load().work()),
                            worker.speed().seconds(demand.cost()),
                            demand.moveSeconds(worker),
                            wish.avoids(worker)))
                .toList())
        .orElseThrow();
  }

  private static final class Waiter {

    private final Wish wish;
    private final CountDownLatch served = new CountDownLatch(1);

    /** Guarded by the dispatch. */
    private @Nullable Lease lease;

    Waiter(Wish wish) {
      this.wish = wish;
    }
  }
}

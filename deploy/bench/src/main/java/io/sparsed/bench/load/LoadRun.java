package io.sparsed.bench.load;

import io.sparsed.client.SparseDClient;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Puts loads on a deployment, one after the other.
 *
 * @param sender sends the requests
 * @param strangers gives clients with connections of their own, which repeat nothing
 * @param workers workers of the deployment, for the results
 * @param requests number of requests after which a load ends
 * @param duration time after which it ends, if that is sooner
 * @param onOutcome runs after each request, in any thread
 */
record LoadRun(
    RequestSender sender,
    Supplier<SparseDClient> strangers,
    int workers,
    long requests,
    Duration duration,
    Runnable onOutcome) {
  private static final long SEED = 1;

  /** Returns a run of loads that end after another time, whatever the number of requests. */
  LoadRun lasting(Duration time) {
    return new LoadRun(sender, strangers, workers, Long.MAX_VALUE, time, onOutcome);
  }

  /**
   * Puts a load on and waits for the last answer.
   *
   * @throws InterruptedException if the calling thread is interrupted
   */
  LoadResult run(Load load) throws InterruptedException {
    Tally tally = new Tally();
    long begun = System.nanoTime();
    try (Flood _ = load instanceof Load.Flooded(_, int flood) ? new Flood(flood, strangers) : null;
        ExecutorService users = Executors.newVirtualThreadPerTaskExecutor()) {
      switch (load) {
        case Load.Closed(int clients) -> closed(clients, begun, users, tally);
        case Load.Flooded(int clients, _) -> closed(clients, begun, users, tally);
        case Load.Open(double perSecond, _) -> open(perSecond, begun, users, tally);
      }
    }
    return new LoadResult(workers, load, (System.nanoTime() - begun) / 1e9, tally);
  }

  private void closed(int clients, long begun, ExecutorService users, Tally tally) {
    AtomicLong left = new AtomicLong(requests);
    for (int i = 0; i < clients; i++) {
      users.execute(
          () -> {
            while (isTime(System.nanoTime(), begun) && left.getAndDecrement() > 0) {
              if (send(System.nanoTime(), tally) instanceof Outcome.Refused refused) {
                rest(refused.retryDelay(), begun);
              }
            }
          });
    }
  }

  private void open(double perSecond, long begun, ExecutorService users, Tally tally)
      throws InterruptedException {
    Random random = new Random(SEED);
    long due = begun;
    for (long left = requests; left > 0 && isTime(due, begun); left--) {
      TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
      long dueNanos = due;
      users.execute(
          () -> {
            var _ = send(dueNanos, tally);
          });
      due += (long) (-Math.log(1 - random.nextDouble()) / perSecond * 1e9);
    }
  }

  private Outcome send(long dueNanos, Tally tally) {
    Outcome outcome = sender.send(dueNanos);
    tally.add(outcome);
    onOutcome.run();
    return outcome;
  }

  /** Waits as a refused client does: until it may ask again, or the load ends. */
  private void rest(Duration delay, long begun) {
    long left = duration.toNanos() - (System.nanoTime() - begun);
    LockSupport.parkNanos(Math.min(delay.toNanos(), left));
  }

  private boolean isTime(long now, long begun) {
    return now - begun < duration.toNanos();
  }
}

package io.sparsed.scheduler.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a worker is ready, and for which model: its health is followed, and each time it comes
 * back it is asked again what it is, for it may have been started with another model. Thread-safe.
 */
final class WorkerHealth implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(WorkerHealth.class);

  private final String address;
  private final WorkerConnection connection;
  private final Duration retryInterval;
  private final Runnable onChange;
  private final CountDownLatch closed = new CountDownLatch(1);

  private final Thread follower;

  @GuardedBy("this")
  private boolean serving;

  /** Counts what makes an answer that is under way worthless. */
  @GuardedBy("this")
  private int turn;

  /** What was last said of it, so that it is not said again. */
  private final AtomicReference<String> complaint = new AtomicReference<>("");

  private volatile Optional<WorkerFacts> facts = Optional.empty();

  /**
   * Not ready yet.
   *
   * @param retryInterval between two attempts to reach it
   * @param onChange runs after {@link #facts} has changed
   */
  WorkerHealth(
      String address, WorkerConnection connection, Duration retryInterval, Runnable onChange) {
    this.address = address;
    this.connection = connection;
    this.retryInterval = retryInterval;
    this.onChange = onChange;
    this.follower = Thread.ofVirtual().name("watch-" + address).unstarted(this::follow);
  }

  void start() {
    follower.start();
  }

  /** What it serves; empty while it is not ready. */
  Optional<WorkerFacts> facts() {
    return facts;
  }

  /** A call failed: it is not ready until it has said again what it is. */
  void suspect() {
    if (facts.isPresent()) {
      askAgain();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    follower.interrupt();
    tell(false);
  }

  private void follow() {
    do {
      try {
        connection.watch(this::tell);
      } catch (WorkerException | CancellationException e) {
        complain(e);
      }
      tell(false);
    } while (!isClosedAfter(retryInterval));
  }

  private void tell(boolean isServing) {
    synchronized (this) {
      serving = isServing;
    }
    askAgain();
  }

  private void askAgain() {
    int asked;
    boolean mayAnswer;
    boolean wasReady;
    synchronized (this) {
      asked = ++turn;
      mayAnswer = serving && closed.getCount() > 0;
      wasReady = facts.isPresent();
      facts = Optional.empty();
    }
    if (wasReady) {
      log.info("worker {} is away", address);
      onChange.run();
    }
    if (mayAnswer) {
      // Beside the watch, which must be read on: the worker may go again before it has answered.
      Thread.ofVirtual().name("describe-" + address).start(() -> describe(asked));
    }
  }

  private void describe(int asked) {
    do {
      try {
        WorkerFacts said = connection.describe();
        if (accept(asked, said)) {
          complaint.set("");
          log.info("worker {} serves {} on {}", address, said.model().id(), said.device());
          onChange.run();
        }
        return;
      } catch (WorkerException | CancellationException | IllegalArgumentException e) {
        complain(e);
      }
    } while (isCurrent(asked) && !isClosedAfter(retryInterval));
  }

  /** Once, however often it is tried again. */
  private void complain(RuntimeException failure) {
    String now = String.valueOf(failure.getMessage());
    if (closed.getCount() > 0 && !now.equals(complaint.getAndSet(now))) {
      log.warn("not ready: {}", now);
    }
  }

  private synchronized boolean isCurrent(int asked) {
    return asked == turn;
  }

  private synchronized boolean accept(int asked, WorkerFacts said) {
    if (asked != turn) {
      return false;
    }
    facts = Optional.of(said);
    return true;
  }

  private boolean isClosedAfter(Duration wait) {
    try {
      return closed.await(wait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      return true; // only close interrupts
    }
  }
}

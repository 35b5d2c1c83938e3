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
 * A WorkerHealth follows whether a worker is ready, and for which model. Each time the worker comes
 * back it is asked again for its facts, since it may have been started with another model.
 * Thread-safe.
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

  /** The number of the newest attempt to get facts; answers of older ones are ignored. */
  @GuardedBy("this")
  private int newestAttempt;

  private final AtomicReference<String> lastLogged = new AtomicReference<>("");

  private volatile Optional<WorkerFacts> facts = Optional.empty();

  /** Creates the health of a worker; {@code onChange} runs after {@link #facts} has changed. */
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

  /** Returns the facts of the worker; empty while it is not ready. */
  Optional<WorkerFacts> facts() {
    return facts;
  }

  /** Marks the worker not ready, after a failed call, until it has given its facts again. */
  void suspect() {
    if (facts.isPresent()) {
      askForFacts();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    follower.interrupt();
    setServing(false);
  }

  private void follow() {
    do {
      try {
        connection.watch(this::setServing);
      } catch (WorkerException | CancellationException e) {
        logOnce(e);
      }
      setServing(false);
    } while (!isClosedAfter(retryInterval));
  }

  private void setServing(boolean isServing) {
    synchronized (this) {
      serving = isServing;
    }
    askForFacts();
  }

  private void askForFacts() {
    int attempt;
    boolean mayAnswer;
    boolean wasReady;
    synchronized (this) {
      attempt = ++newestAttempt;
      mayAnswer = serving && closed.getCount() > 0;
      wasReady = facts.isPresent();
      facts = Optional.empty();
    }
    if (wasReady) {
      log.info("worker {} is away", address);
      onChange.run();
    }
    if (mayAnswer) {
      // In a thread of its own: the watch must go on, as the worker may go before it answers.
      Thread.ofVirtual().name("describe-" + address).start(() -> describe(attempt));
    }
  }

  private void describe(int attempt) {
    do {
      try {
        WorkerFacts answer = connection.describe();
        if (accept(attempt, answer)) {
          lastLogged.set("");
          log.info("worker {} serves {} on {}", address, answer.model().id(), answer.device());
          onChange.run();
        }
        return;
      } catch (WorkerException | CancellationException | IllegalArgumentException e) {
        logOnce(e);
      }
    } while (isNewest(attempt) && !isClosedAfter(retryInterval));
  }

  /** Logs each distinct failure once, however often the connection is retried. */
  private void logOnce(RuntimeException failure) {
    String message = String.valueOf(failure.getMessage());
    if (closed.getCount() > 0 && !message.equals(lastLogged.getAndSet(message))) {
      log.warn("not ready: {}", message);
    }
  }

  private synchronized boolean isNewest(int attempt) {
    return attempt == newestAttempt;
  }

  private synchronized boolean accept(int attempt, WorkerFacts answer) {
    if (attempt != newestAttempt) {
      return false;
    }
    facts = Optional.of(answer);
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

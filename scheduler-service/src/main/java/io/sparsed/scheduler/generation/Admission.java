package io.sparsed.scheduler.generation;

import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Lets a bounded number of requests run and another bounded number wait, in order. Thread-safe. */
public final class Admission {

  private final int maxRunning;
  private final int maxWaiting;
  private final Semaphore running;
  private final AtomicInteger inside = new AtomicInteger();

  /**
   * Nothing runs yet.
   *
   * @param maxRunning requests that run at once, at least 1
   * @param maxWaiting requests that wait for one to end, 0 or more
   */
  public Admission(int maxRunning, int maxWaiting) {
    if (maxRunning < 1 || maxWaiting < 0) {
      throw new IllegalArgumentException("maxRunning is at least 1, maxWaiting at least 0");
    }
    this.maxRunning = maxRunning;
    this.maxWaiting = maxWaiting;
    this.running = new Semaphore(maxRunning, true);
  }

  /** A running request's place; closing it lets the next one in. */
  public interface Permit extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Waits for a place.
   *
   * @throws OverloadedException if too many wait already
   * @throws CancellationException if the calling thread is interrupted
   */
  public Permit enter() {
    if (inside.incrementAndGet() > maxRunning + maxWaiting) {
      inside.decrementAndGet();
      throw new OverloadedException(maxRunning, maxWaiting);
    }
    try {
      running.acquire();
    } catch (InterruptedException e) {
      inside.decrementAndGet();
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while waiting for admission");
    }
    return this::leave;
  }

  /** Requests that run or wait now. */
  public int inside() {
    return inside.get();
  }

  private void leave() {
    inside.decrementAndGet();
    running.release();
  }
}

package io.sparsed.worker.device;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * A Watchdog declares the devices of a worker broken for good if they work together and make no
 * progress for a time. The thread of the first device starts it and tells it of their work; any
 * thread may ask.
 */
final class Watchdog implements AutoCloseable {
  private final Duration patience;
  private final Runnable abort;
  private final CompletableFuture<Void> broken = new CompletableFuture<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicLong progress = new AtomicLong();
  private volatile boolean isBusy;
  private boolean isStarted; // only the first device's thread touches it

  /**
   * Makes a watchdog that does not watch yet.
   *
   * @param patience time without any progress after which the devices are broken
   * @param abort makes the devices leave what they do, once they are broken
   */
  Watchdog(Duration patience, Runnable abort) {
    this.patience = patience;
    this.abort = abort;
  }

  /** Watches from now on. */
  void start() {
    if (!isStarted) {
      isStarted = true;
      Thread.ofVirtual().start(this::watch);
    }
  }

  private void watch() {
    long seen = -1;
    try {
      while (!closed.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        long now = progress.get();
        if (isBusy && now == seen) {
          breakDown(new IllegalStateException("a device has not come back for " + patience));
          abort.run();
        }
        seen = now;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Calls a function in which the devices work together, perhaps within another.
   *
   * @throws DevicesBrokenException if they are broken
   */
  <T> T during(Supplier<T> work) {
    checkWhole();
    boolean isOutermost = !isBusy;
    progressed();
    isBusy = true;
    try {
      return work.get();
    } finally {
      isBusy = !isOutermost;
    }
  }

  /** Notes that the devices made progress. */
  void progressed() {
    progress.incrementAndGet();
  }

  /** Declares the devices broken for good. */
  void breakDown(RuntimeException failure) {
    broken.completeExceptionally(failure);
  }

  /** Returns a future that fails when the devices are broken for good. */
  CompletableFuture<Void> broken() {
    return broken;
  }

  /** Returns true unless the devices are broken for good. */
  boolean areWhole() {
    return !broken.isCompletedExceptionally();
  }

  /**
   * Throws if the devices are broken for good.
   *
   * @throws DevicesBrokenException if they are
   */
  void checkWhole() {
    if (!areWhole()) {
      throw new DevicesBrokenException(broken.exceptionNow());
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}

package io.sparsed.worker.device;

import io.sparsed.worker.model.Cancellation;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that owns a device: it opens it, runs every forward on it in the order they came,
 * and closes it. The methods are safe from any thread.
 */
public final class DeviceThread implements AutoCloseable {
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("device").factory());
  private final Semaphore places;
  private final CompletableFuture<Void> ready;
  private @Nullable ModelRunner runner; // only the thread touches it

  /**
   * Starts the thread and loads the model on it.
   *
   * @param load opens the device and loads the model
   * @param maxQueued forwards that may wait or run
   */
  public DeviceThread(Callable<ModelRunner> load, int maxQueued) {
    this.places = new Semaphore(maxQueued);
    this.ready =
        run(
            () -> {
              runner = load.call();
              return null;
            });
  }

  /** Completes when the model is loaded, or exceptionally with the reason why it cannot be. */
  public CompletableFuture<Void> ready() {
    return ready.copy();
  }

  /**
   * Runs a forward when its turn comes.
   *
   * @param stop asked when the turn comes and between layers
   * @throws RejectedExecutionException if too many wait already, or the device is closing
   */
  public CompletableFuture<Completed> submit(Forward forward, Cancellation stop) {
    if (!places.tryAcquire()) {
      throw new RejectedExecutionException("too many forwards wait for this device");
    }
    long submitted = System.nanoTime();
    try {
      return run(
          () -> {
            try {
              var queued = Duration.ofNanos(System.nanoTime() - submitted);
              return new Completed(loaded().run(forward, stop), queued);
            } finally {
              places.release();
            }
          });
    } catch (RejectedExecutionException e) {
      places.release();
      throw e;
    }
  }

  /**
   * A forward that ran.
   *
   * @param queued time it waited for the device
   */
  public record Completed(ForwardResult result, Duration queued) {}

  /** Frees device memory of patterns that are no longer held, when the thread gets to it. */
  public void purge() {
    try {
      thread.execute(
          () -> {
            if (runner != null) {
              runner.purge();
            }
          });
    } catch (RejectedExecutionException e) {
      return; // the device is closing, which frees everything
    }
  }

  private ModelRunner loaded() {
    if (runner == null) {
      throw new IllegalStateException("the model is not loaded");
    }
    return runner;
  }

  private <T extends @Nullable Object> CompletableFuture<T> run(Callable<T> task) {
    var future = new CompletableFuture<T>();
    thread.execute(
        () -> {
          try {
            future.complete(task.call());
          } catch (Throwable e) {
            future.completeExceptionally(e);
          }
        });
    return future;
  }

  /** Finishes what was submitted, closes the device, ends the thread. */
  @Override
  public void close() {
    try {
      thread.execute(
          () -> {
            if (runner != null) {
              runner.close();
              runner = null;
            }
          });
    } finally {
      thread.close();
    }
  }
}

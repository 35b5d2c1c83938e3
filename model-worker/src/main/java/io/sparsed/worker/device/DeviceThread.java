package io.sparsed.worker.device;

import io.micrometer.core.instrument.MeterRegistry;
import io.sparsed.worker.device.ForwardQueue.Ticket;
import io.sparsed.worker.model.Cancellation;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that owns a device: it opens it, runs every forward on it, those that fit together
 * as one pass, and closes it. The methods are safe from any thread.
 */
public final class DeviceThread implements AutoCloseable {
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("device").factory());
  private final ForwardQueue queue;
  private final Semaphore places;
  private final CompletableFuture<Void> ready;
  private @Nullable ModelRunner runner; // only the thread touches it

  /**
   * Starts the thread and loads the model on it.
   *
   * @param load opens the device and loads the model
   * @param batches which forwards run as one pass
   * @param maxQueued forwards that may wait or run
   * @param registry of what waits, how much runs together and how long that takes
   */
  public DeviceThread(
      Callable<ModelRunner> load, BatchPolicy batches, int maxQueued, MeterRegistry registry) {
    this.queue = new ForwardQueue(batches, registry);
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
   * Runs a forward when its turn comes, perhaps together with others.
   *
   * @param stop asked when the turn comes and between layers
   * @throws RejectedExecutionException if too many wait already, or the device is closing
   */
  public CompletableFuture<Completed> submit(Forward forward, Cancellation stop) {
    if (!places.tryAcquire()) {
      throw new RejectedExecutionException("too many forwards wait for this device");
    }
    var ticket = new Ticket(new Job(forward, stop), System.nanoTime());
    var completed =
        ticket
            .job()
            .result()
            .whenComplete((_, _) -> places.release())
            .thenApply(result -> completed(ticket, result));
    queue.add(ticket);
    try {
      thread.execute(this::serve);
    } catch (RejectedExecutionException e) {
      queue.remove(ticket);
      ticket.job().result().completeExceptionally(e);
      throw e;
    }
    return completed;
  }

  private static Completed completed(Ticket ticket, ForwardResult result) {
    var sinceThen = Duration.ofNanos(System.nanoTime() - ticket.sinceNanos());
    return new Completed(result, sinceThen.minus(result.compute()));
  }

  /**
   * A forward that ran.
   *
   * @param queued time it waited for the device
   */
  public record Completed(ForwardResult result, Duration queued) {}

  /** Runs the next pass. Every forward calls for one, also those that another took with it. */
  private void serve() {
    if (queue.isEmpty()) {
      return;
    }
    try {
      serve(loaded());
    } catch (RuntimeException e) {
      queue.refuse(e);
    }
  }

  private void serve(ModelRunner model) {
    var pass = queue.take(model::load);
    var jobs = pass.stream().map(waiting -> waiting.what().job()).toList();
    long began = System.nanoTime();
    try {
      model.run(jobs);
    } catch (Throwable e) {
      jobs.forEach(job -> job.result().completeExceptionally(e));
    }
    queue.ran(pass, began);
  }

  private ModelRunner loaded() {
    if (runner == null) {
      throw new IllegalStateException("the model is not loaded");
    }
    return runner;
  }

  /**
   * Asks the model something when its thread gets to it, between passes.
   *
   * @throws RejectedExecutionException if the device is closing
   */
  public <T> CompletableFuture<T> ask(Function<ModelRunner, T> question) {
    return run(() -> question.apply(loaded()));
  }

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

  /**
   * Finishes what was submitted, closes the device, ends the thread. Closing again changes nothing.
   */
  @Override
  public void close() {
    if (thread.isShutdown()) {
      return;
    }
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

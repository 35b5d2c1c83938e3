package io.sparsed.worker.device;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sparsed.worker.model.Cancellation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A DeviceThread is the one thread that owns a device. It opens the device, runs every forward on
 * it, those that fit together as one pass, and closes it. The methods are safe from any thread.
 */
public final class DeviceThread implements AutoCloseable {
  /** Time without a pass after which memory is given back: cached for others it is of no use. */
  private static final Duration IDLE = Duration.ofSeconds(10);

  /** Time for which the thread of a GPU looks for the next forward before it sleeps. */
  private static final long AWAKE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("device").factory());
  private final ForwardQueue queue;
  private final Queue<String> unwanted = new ConcurrentLinkedQueue<>(); // ids of artifacts
  private final Semaphore places;
  private final CompletableFuture<Void> ready;
  private final CompletableFuture<Void> broken = new CompletableFuture<>();
  private final IdleTimer idle;
  private @Nullable ModelRunner runner; // only the thread touches it, and the next
  private long betweenNanos; // of passes between the layers of the one that runs

  /**
   * Starts the thread and loads the model on it.
   *
   * @param load opens the device and loads the model
   * @param batches chooses the forwards that run as one pass
   * @param maxQueued most forwards that may wait or run
   * @param registry registry of the device's meters
   */
  public DeviceThread(
      Callable<ModelRunner> load, BatchPolicy batches, int maxQueued, MeterRegistry registry) {
    this(load, batches, maxQueued, registry, IDLE, ModelRunner::trim);
  }

  DeviceThread(
      Callable<ModelRunner> load,
      BatchPolicy batches,
      int maxQueued,
      MeterRegistry registry,
      Duration idle,
      Consumer<ModelRunner> whenIdle) {
    this.idle =
        new IdleTimer(
            CompletableFuture.delayedExecutor(idle.toMillis(), TimeUnit.MILLISECONDS, thread),
            () -> Optional.ofNullable(runner).ifPresent(whenIdle));
    this.queue = new ForwardQueue(batches, registry);
    this.places = new Semaphore(maxQueued);
    Gauge.builder(
            "sparsed.forwards.running", () -> maxQueued - places.availablePermits() - queue.size())
        .description("Forwards that run on the device")
        .register(registry);
    this.ready =
        run(
            () -> {
              var loaded = load.call();
              loaded.keyValuesMetrics().bindTo(registry);
              var _ = loaded.broken().whenComplete((_, failure) -> breakDown(failure));
              runner = loaded;
              return null;
            });
  }

  /** Returns a future that completes when the model is loaded, or with why it cannot be. */
  public CompletableFuture<Void> ready() {
    return ready.copy();
  }

  /** Returns a future that fails if the devices break for good: no forward can run any more. */
  public CompletableFuture<Void> broken() {
    return broken.copy();
  }

  private void breakDown(Throwable failure) {
    broken.completeExceptionally(failure);
    queue.failAll(new DevicesBrokenException(failure));
  }

  /**
   * Runs a forward when its turn comes, perhaps in one pass with others.
   *
   * @param stop asked when the turn comes and between layers
   * @throws RejectedExecutionException if too many wait already, or the device is closing
   */
  public CompletableFuture<ForwardResult> submit(Forward forward, Cancellation stop) {
    if (!places.tryAcquire()) {
      throw new RejectedExecutionException("too many forwards wait for this device");
    }
    var queued = new QueuedForward(forward, stop);
    var result = queued.result().whenComplete((_, _) -> places.release());
    queue.add(queued);
    try {
      thread.execute(this::serve);
    } catch (RejectedExecutionException e) {
      queue.remove(queued);
      queued.result().completeExceptionally(e);
      throw e;
    }
    return result;
  }

  /** Runs the next pass, if any forward waits: passes are fewer than forwards. */
  private void serve() {
    if (queue.isEmpty()) {
      return;
    }
    try {
      serve(loaded());
    } catch (RuntimeException e) {
      queue.failAll(e);
    }
  }

  private void serve(ModelRunner model) {
    dropUnwanted(model); // before a pass, which may need their room
    betweenNanos = 0;
    var pass = queue.take(model::load);
    run(model, pass, () -> model.run(pass, () -> serveReuse(model)));
    if (model.replicas().areOnGpus()) {
      stayAwake();
    }
    idle.passed();
  }

  /** Waits a moment for the next step of a request, since to wake up would take a part of it. */
  private void stayAwake() {
    long until = System.nanoTime() + AWAKE_NANOS;
    while (queue.isEmpty() && System.nanoTime() < until) {
      Thread.onSpinWait();
    }
  }

  /** Runs reuse steps that wait: they take much less time than the pass between whose layers. */
  private void serveReuse(ModelRunner model) {
    var steps = queue.takeReuse(model::load);
    if (!steps.isEmpty()) {
      long began = System.nanoTime();
      run(model, steps, () -> model.runBetweenLayers(steps));
      betweenNanos += System.nanoTime() - began;
    }
  }

  private void run(ModelRunner model, List<QueuedForward> pass, Runnable work) {
    long began = System.nanoTime();
    long before = betweenNanos;
    pass.forEach(forward -> forward.beginsWith(pass.size()));
    try {
      work.run();
    } catch (Throwable e) {
      pass.forEach(forward -> forward.result().completeExceptionally(e));
    }
    long between = betweenNanos - before;
    queue.ran(pass, model::load, began, System.nanoTime() - began - between);
  }

  private ModelRunner loaded() {
    if (runner == null) {
      throw new IllegalStateException("the model is not loaded");
    }
    return runner;
  }

  /**
   * Calls a function with the model on this thread, between passes.
   *
   * @throws RejectedExecutionException if the device is closing
   */
  public <T> CompletableFuture<T> call(Function<ModelRunner, T> function) {
    return run(() -> function.apply(loaded()));
  }

  /**
   * Frees the device memory of an artifact that is no longer wanted, when the thread gets to it.
   */
  public void drop(String artifactId) {
    unwanted.add(artifactId);
    try {
      thread.execute(
          () -> {
            if (runner != null) {
              dropUnwanted(runner);
            }
          });
    } catch (RejectedExecutionException e) {
      return; // the device is closing, which frees everything
    }
  }

  private void dropUnwanted(ModelRunner model) {
    for (var id = unwanted.poll(); id != null; id = unwanted.poll()) {
      model.drop(id);
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
   * Finishes the forwards that were submitted, closes the device and ends the thread. Closing again
   * changes nothing.
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

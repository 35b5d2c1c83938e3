package io.sparsed.worker.device;

import io.sparsed.worker.model.Cancellation;
import io.sparsed.worker.model.Peers;
import io.sparsed.worker.tensor.Communicator;
import io.sparsed.worker.tensor.Communicator.AbortedException;
import io.sparsed.worker.tensor.Torch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The Devices of a worker compute each pass together. The first belongs to the thread that opens
 * them and calls these methods, each other to a thread of its own. If one fails, all leave what
 * they do; if one does not come back, they are broken for good.
 */
public final class Devices implements AutoCloseable {
  /** Time without any progress after which devices are broken: a layer takes seconds at most. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final List<DeviceTasks> others;
  private final List<Torch> torches;
  private final Communicator communicator;
  private final CompletableFuture<Void> broken = new CompletableFuture<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicLong progress = new AtomicLong();
  private final Duration patience;
  private volatile boolean isBusy;
  private boolean isWatched; // only the first device's thread touches it

  /** Takes a device over that computes alone. */
  Devices(Torch torch) {
    this.others = List.of();
    this.torches = List.of(torch);
    this.communicator = Communicator.ALONE;
    this.patience = PATIENCE;
  }

  /**
   * Opens devices.
   *
   * @param names names of the devices, as {@link Torch#open} takes them, at least one
   * @throws IllegalArgumentException if the machine lacks one, or they cannot work together
   */
  public static Devices open(List<String> names) {
    return names.size() == 1
        ? new Devices(Torch.open(names.getFirst()))
        : new Devices(names, Communicators::connect, PATIENCE);
  }

  /**
   * Opens several devices.
   *
   * @param connect makes the communicator of opened devices
   * @param patience time without any progress after which they are broken
   */
  Devices(List<String> names, Function<List<Torch>, Communicator> connect, Duration patience) {
    this.patience = patience;
    this.torches = new ArrayList<>(List.of(Torch.open(names.getFirst())));
    this.others = IntStream.range(1, names.size()).mapToObj(DeviceTasks::new).toList();
    try {
      for (int device = 1; device < names.size(); device++) {
        var name = names.get(device);
        torches.add(others.get(device - 1).submit(() -> Torch.open(name)).join());
      }
      this.communicator = connect.apply(torches);
    } catch (RuntimeException e) {
      closeTorches();
      others.forEach(DeviceTasks::close);
      throw e instanceof CompletionException && e.getCause() instanceof RuntimeException cause
          ? cause
          : e;
    }
  }

  /** Returns the number of devices. */
  public int count() {
    return torches.size();
  }

  /** Returns the first device, to which the calling thread belongs. */
  public Torch first() {
    return torches.getFirst();
  }

  /** Returns every device, each of which its own thread uses. */
  List<Torch> all() {
    return torches;
  }

  /** Returns the devices as one of them sees them. */
  Peers peers(int device) {
    return new Peers(device, communicator);
  }

  /** Returns a future that fails when the devices are broken for good. */
  CompletableFuture<Void> broken() {
    return broken;
  }

  /**
   * Runs a function for each device, on its own thread, at the same time.
   *
   * @param work function of the device's index
   * @return what it returned for each device
   * @throws RuntimeException as it failed on one device; what it returned for others is closed
   */
  <T> List<T> each(IntFunction<T> work) {
    if (others.isEmpty()) {
      return List.of(work.apply(0));
    }
    checkWhole();
    boolean isOutermost = !isBusy;
    progress.incrementAndGet();
    isBusy = true;
    try {
      var results = new ArrayList<CompletableFuture<T>>();
      others.forEach(other -> results.add(other.submit(() -> attempt(work, other.device()))));
      results.addFirst(DeviceTasks.run(() -> attempt(work, 0)));
      return join(results);
    } finally {
      isBusy = !isOutermost;
    }
  }

  /**
   * Runs the layers of a pass on each device. Where there are several, the first asks whether to go
   * on, and the others do as it does: before each layer of a long pass, else before the first.
   *
   * @param stop what is asked; it may call {@link #each} for other work
   * @param layers function of the device's index and of what it asks before each layer
   */
  <T> List<T> eachPass(Cancellation stop, boolean isLong, LayersOfDevice<T> layers) {
    if (others.isEmpty()) {
      return List.of(layers.run(0, stop));
    }
    if (!isWatched) {
      isWatched = true; // from the first pass on: weights may take long to load
      Thread.ofVirtual().start(this::watch);
    }
    if (!isLong) {
      stop.check();
      return each(device -> finish(device, layers.run(device, Cancellation.NEVER)));
    }
    var turns = new LayerTurns(others);
    return each(
        device -> {
          if (device > 0) {
            return finish(device, layers.run(device, () -> follow(device, turns)));
          }
          try {
            return finish(device, layers.run(0, () -> lead(stop, turns)));
          } finally {
            turns.end();
          }
        });
  }

  /** Waits for a device, and returns its result if its exchanges succeeded. */
  private <T> T finish(int device, T result) {
    torches.get(device).awaitDevice();
    communicator.check(device);
    return result;
  }

  /** Runs the layers of a pass on one device. */
  interface LayersOfDevice<T> {
    T run(int device, Cancellation stop);
  }

  private void lead(Cancellation stop, LayerTurns turns) {
    progress.incrementAndGet();
    stop.check();
    turns.next();
  }

  private void follow(int device, LayerTurns turns) {
    torches.get(device).awaitDevice();
    turns.await(others.get(device - 1));
  }

  private <T> T attempt(IntFunction<T> work, int device) {
    try {
      return work.apply(device);
    } catch (CancellationException e) {
      throw e; // all devices leave before the same layer
    } catch (Throwable e) {
      communicator.abort();
      throw e;
    }
  }

  private <T> List<T> join(List<CompletableFuture<T>> results) {
    var all = CompletableFuture.allOf(results.toArray(CompletableFuture<?>[]::new));
    try {
      CompletableFuture.anyOf(all, broken).join();
      return results.stream().map(CompletableFuture::join).toList();
    } catch (CompletionException | CancellationException e) {
      checkWhole();
      results.stream().filter(each -> !each.isCompletedExceptionally()).forEach(Devices::close);
      var cause = cause(results);
      if (!(cause instanceof CancellationException)) {
        renew();
      }
      throw cause;
    }
  }

  private static void close(CompletableFuture<?> result) {
    if (result.join() instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Returns the failure that the others followed from. */
  private static RuntimeException cause(List<? extends CompletableFuture<?>> results) {
    var failures = results.stream().flatMap(each -> failure(each).stream()).toList();
    var first =
        failures.stream().filter(each -> !isAfterAnother(each)).findFirst().orElse(failures.get(0));
    return first instanceof RuntimeException failure ? failure : new CompletionException(first);
  }

  private static Optional<Throwable> failure(CompletableFuture<?> result) {
    return result.handle((_, failure) -> Optional.<Throwable>ofNullable(failure)).join();
  }

  private static boolean isAfterAnother(Throwable failure) {
    return failure instanceof AbortedException || failure instanceof CancellationException;
  }

  private void renew() {
    try {
      communicator.renew();
    } catch (RuntimeException e) {
      broken.completeExceptionally(e);
    }
  }

  /** Returns true unless the devices are broken for good. */
  boolean areWhole() {
    return !broken.isCompletedExceptionally();
  }

  private void checkWhole() {
    if (!areWhole()) {
      throw new DevicesBrokenException(broken.exceptionNow());
    }
  }

  private void watch() {
    long seen = -1;
    try {
      while (!closed.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        long now = progress.get();
        if (isBusy && now == seen) {
          broken.completeExceptionally(
              new IllegalStateException("a device has not come back for " + patience));
          communicator.abort();
        }
        seen = now;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeTorches() {
    torches.getFirst().close();
    for (int device = 1; device < torches.size(); device++) {
      var torch = torches.get(device);
      others
          .get(device - 1)
          .submit(
              () -> {
                torch.close();
                return true;
              })
          .join();
    }
  }

  /** Closes the devices, unless they are broken: what one of them does then cannot be known. */
  @Override
  public void close() {
    closed.countDown();
    if (areWhole()) {
      communicator.close();
      closeTorches();
    }
    others.forEach(DeviceTasks::close);
  }
}

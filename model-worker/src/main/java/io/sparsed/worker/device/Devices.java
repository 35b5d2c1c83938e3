package io.sparsed.worker.device;

import io.sparsed.worker.model.Cancellation;
import io.sparsed.worker.model.Peers;
import io.sparsed.worker.tensor.Communicator;
import io.sparsed.worker.tensor.Torch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
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

  private final List<FollowerThread> followers;
  private final List<Torch> torches;
  private final Communicator communicator;
  private final Watchdog watchdog;

  /** Takes a device over that computes alone. */
  Devices(Torch torch) {
    this.followers = List.of();
    this.torches = List.of(torch);
    this.communicator = Communicator.ALONE;
    this.watchdog = new Watchdog(PATIENCE, communicator::abort);
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
    this.torches = new ArrayList<>(List.of(Torch.open(names.getFirst())));
    this.followers = IntStream.range(1, names.size()).mapToObj(FollowerThread::new).toList();
    try {
      for (var follower : followers) {
        var name = names.get(follower.device());
        torches.add(follower.submit(() -> Torch.open(name)).join());
      }
      this.communicator = connect.apply(torches);
    } catch (RuntimeException e) {
      closeTorches();
      followers.forEach(FollowerThread::close);
      throw e instanceof CompletionException && e.getCause() instanceof RuntimeException cause
          ? cause
          : e;
    }
    this.watchdog = new Watchdog(patience, communicator::abort);
  }

  /** Returns the number of devices. */
  public int count() {
    return torches.size();
  }

  /** Returns the first device, to which the calling thread belongs. */
  public Torch first() {
    return torches.getFirst();
  }

  /** Returns a device, which its own thread uses. */
  Torch get(int device) {
    return torches.get(device);
  }

  /** Returns the devices as one of them sees them. */
  Peers peers(int device) {
    return new Peers(device, communicator);
  }

  /** Returns a future that fails when the devices are broken for good. */
  CompletableFuture<Void> broken() {
    return watchdog.broken();
  }

  /** Returns true unless the devices are broken for good. */
  boolean areWhole() {
    return watchdog.areWhole();
  }

  /**
   * Calls a function for each device, on its own thread, at the same time.
   *
   * @param work function of the device's index
   * @return what it returned for each device
   * @throws RuntimeException as it failed on one device; what it returned for others is closed
   */
  <T> List<T> each(IntFunction<T> work) {
    return followers.isEmpty()
        ? List.of(work.apply(0))
        : watchdog.during(() -> join(callOnEach(work)));
  }

  private <T> Outcomes<T> callOnEach(IntFunction<T> work) {
    var outcomes = new ArrayList<CompletableFuture<T>>();
    followers.forEach(
        follower -> outcomes.add(follower.submit(() -> attempt(work, follower.device()))));
    outcomes.addFirst(FollowerThread.run(() -> attempt(work, 0)));
    return new Outcomes<>(outcomes);
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

  private <T> List<T> join(Outcomes<T> outcomes) {
    try {
      return outcomes.join(broken());
    } catch (CompletionException | CancellationException e) {
      watchdog.checkWhole();
      outcomes.close();
      var cause = outcomes.cause();
      if (!(cause instanceof CancellationException)) {
        renew();
      }
      throw cause;
    }
  }

  private void renew() {
    try {
      communicator.renew();
    } catch (RuntimeException e) {
      watchdog.breakDown(e);
    }
  }

  /**
   * Runs the layers of a pass on each device. Where there are several, the first asks whether to go
   * on, and the followers do as it does: before each layer of a long pass, else before the first.
   *
   * @param stop what is asked; it may call {@link #each} for other work
   * @param layers function of the device's index and of what it asks before each layer
   */
  <T> List<T> eachPass(Cancellation stop, boolean isLong, LayersOfDevice<T> layers) {
    if (followers.isEmpty()) {
      return List.of(layers.run(0, stop));
    }
    watchdog.start(); // not earlier: weights may take long to load
    if (!isLong) {
      stop.check();
      return each(device -> finish(device, layers.run(device, Cancellation.NEVER)));
    }
    var turns = new LayerTurns(followers, watchdog);
    return each(device -> device == 0 ? lead(stop, turns, layers) : follow(device, turns, layers));
  }

  /** Runs the layers of a pass on one device. */
  interface LayersOfDevice<T> {
    T run(int device, Cancellation stop);
  }

  private <T> T lead(Cancellation stop, LayerTurns turns, LayersOfDevice<T> layers) {
    try {
      return finish(0, layers.run(0, () -> turns.next(stop)));
    } finally {
      turns.end();
    }
  }

  private <T> T follow(int device, LayerTurns turns, LayersOfDevice<T> layers) {
    return finish(device, layers.run(device, () -> turns.await(device, torches.get(device))));
  }

  /** Waits for a device, and returns its result if its exchanges succeeded. */
  private <T> T finish(int device, T result) {
    torches.get(device).awaitDevice();
    communicator.check(device);
    return result;
  }

  private void closeTorches() {
    first().close();
    followers.stream()
        .filter(follower -> follower.device() < count()) // the last may have failed to open
        .map(follower -> follower.submit(Executors.callable(torches.get(follower.device())::close)))
        .forEach(CompletableFuture::join);
  }

  /** Closes the devices, unless they are broken: what one of them does then cannot be known. */
  @Override
  public void close() {
    watchdog.close();
    if (areWhole()) {
      communicator.close();
      closeTorches();
    }
    followers.forEach(FollowerThread::close);
  }
}

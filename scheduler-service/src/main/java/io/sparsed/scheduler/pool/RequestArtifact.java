package io.sparsed.scheduler.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * A RequestArtifact is state of a request that a forward, its origin, left on workers: its pattern,
 * for example. It is the result of a pure function: if all copies are lost, the origin is run again
 * and makes the same artifact. Copying and dropping run in threads of their own. Thread-safe.
 */
final class RequestArtifact implements ArtifactCopies, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RequestArtifact.class);

  /** The most copies on workers; more would crowd out the artifacts of other requests. */
  private static final int MAX_COPIES = 3;

  private final String id;
  private final Forward origin;
  private final ArtifactKind kind;

  /** The workers that may hold it and must drop it at the end; a superset of the holders. */
  private final Set<Worker> possibleHolders = ConcurrentHashMap.newKeySet();

  private final Set<Worker> holders = ConcurrentHashMap.newKeySet();

  /** The workers that sent a copy that cannot be true; what they hold is not used. */
  private final Set<Worker> distrusted = ConcurrentHashMap.newKeySet();

  private final AtomicBoolean copying = new AtomicBoolean();

  @GuardedBy("this")
  private @Nullable Thread fetch;

  @GuardedBy("this")
  private boolean closed;

  /** Creates an artifact that no worker holds and that {@code origin} makes. */
  RequestArtifact(String id, Forward origin, ArtifactKind kind) {
    this.id = id;
    this.origin = origin;
    this.kind = kind;
  }

  Forward origin() {
    return origin;
  }

  ArtifactType type() {
    return kind.type();
  }

  @Override
  public boolean isAt(Worker worker) {
    return holders.contains(worker);
  }

  @Override
  public boolean canBeSent() {
    return kind.transfer().filter(ArtifactKind.Transfer::isKept).isPresent();
  }

  @Override
  public long bytes() {
    return kind.bytes();
  }

  @Override
  public StepCost originCost() {
    return StepCost.of(origin);
  }

  @Override
  public void copyTo(Worker worker) {
    if (holders.size() < MAX_COPIES && copying.compareAndSet(false, true)) {
      start(
          "copy-",
          () -> {
            copy(worker);
            copying.set(false);
          });
    }
  }

  /** Records that a worker is about to run the origin. */
  void isBeingMadeAt(Worker worker) {
    possibleHolders.add(worker);
  }

  /** Records that a worker ran the origin, and fetches a copy so that it outlives the worker. */
  void wasMadeAt(Worker worker, ForwardResult result) {
    kind.checkMade(worker, result);
    addHolder(worker);
    kind.transfer()
        .filter(ArtifactKind.Transfer::canBeKept)
        .ifPresent(transfer -> startFetch(worker, transfer));
  }

  /** Throws a {@link WorkerException.Kind#FAULT} if the worker sent a copy that cannot be true. */
  void checkTrust(Worker worker) {
    if (distrusted.contains(worker)) {
      throw new WorkerException(
          WorkerException.Kind.FAULT, worker.address() + " sent a broken artifact", null);
    }
  }

  /** Records that a worker does not hold it. */
  void isMissingAt(Worker worker) {
    removeHolder(worker);
  }

  /** Sends the copy, awaited if under way; returns false if the origin must run again. */
  boolean send(Worker worker) {
    awaitCopy();
    return sendKept(worker);
  }

  /** Drops it here and, without waiting, on every worker that may hold it. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      kind.transfer().ifPresent(ArtifactKind.Transfer::forget);
      if (fetch != null) {
        fetch.interrupt();
      }
    }
    // In threads of their own: the request's thread may be interrupted, its context cancelled.
    possibleHolders.forEach(worker -> start("drop-", () -> drop(worker)));
    holders.forEach(this::removeHolder);
  }

  /** Starts a thread that logs under the request of this one. */
  private Thread start(String name, Runnable task) {
    @Nullable Map<String, String> logged = MDC.getCopyOfContextMap();
    return Thread.ofVirtual()
        .name(name + id)
        .start(
            () -> {
              if (logged != null) {
                MDC.setContextMap(logged);
              }
              task.run();
            });
  }

  private void addHolder(Worker worker) {
    if (holders.add(worker)) {
      kind.cameTo(worker);
    }
  }

  private void removeHolder(Worker worker) {
    if (holders.remove(worker)) {
      kind.wentFrom(worker);
    }
  }

  private boolean sendKept(Worker worker) {
    possibleHolders.add(worker);
    if (kind.transfer().filter(transfer -> transfer.send(worker)).isEmpty()) {
      return false;
    }
    addHolder(worker);
    if (isClosed()) {
      drop(worker);
    }
    return true;
  }

  private void copy(Worker worker) {
    try {
      boolean sent = sendKept(worker);
      log.debug("artifact {} was {}copied to {}", id, sent ? "" : "not ", worker.address());
    } catch (WorkerException | CancellationException e) {
      log.debug("artifact {} was not copied to {}", id, worker.address(), e);
    }
  }

  private synchronized void startFetch(Worker worker, ArtifactKind.Transfer transfer) {
    if (!closed) {
      fetch = start("fetch-", () -> fetch(worker, transfer));
    }
  }

  private void fetch(Worker worker, ArtifactKind.Transfer transfer) {
    try {
      transfer.fetch(worker);
    } catch (WorkerException e) {
      log.debug("artifact {} was not fetched from {}", id, worker.address(), e);
      distrustIfBlamed(worker, e);
    } catch (CancellationException e) {
      log.debug("artifact {} was not fetched from {}", id, worker.address(), e);
    }
    synchronized (this) {
      if (closed) {
        transfer.forget();
      }
    }
  }

  private void distrustIfBlamed(Worker worker, WorkerException failure) {
    switch (failure.kind()) {
      case FAULT -> {
        distrusted.add(worker);
        removeHolder(worker);
        worker.blame(failure);
      }
      case LATE -> worker.blame(failure);
      case UNAVAILABLE, LOST, BUSY, REFUSED -> {}
    }
  }

  /** Waits until the copy that is under way has come, or failed to. */
  void awaitCopy() {
    @Nullable Thread running;
    synchronized (this) {
      running = fetch;
    }
    try {
      if (running != null) {
        running.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while an artifact was fetched");
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private void drop(Worker worker) {
    try {
      worker.dropArtifact(id);
    } catch (WorkerException | CancellationException e) {
      log.debug("artifact {} was not dropped from {}", id, worker.address(), e);
    }
  }
}

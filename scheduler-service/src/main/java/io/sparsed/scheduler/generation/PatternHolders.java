package io.sparsed.scheduler.generation;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.sparsed.scheduler.pattern.Pattern;
import io.sparsed.scheduler.pattern.PatternCache;
import io.sparsed.scheduler.pattern.PatternFormatException;
import io.sparsed.scheduler.pattern.PatternShape;
import io.sparsed.scheduler.pool.PatternCopies;
import io.sparsed.scheduler.pool.Worker;
import io.sparsed.scheduler.pool.WorkerException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who holds the pattern of one request: workers and the cache. What takes long and nobody waits for
 * runs in threads of its own. Thread-safe.
 */
final class PatternHolders implements PatternCopies, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(PatternHolders.class);

  /** More copies than that would only crowd out the patterns of others. */
  private static final int MAX_COPIES = 3;

  private final String id;
  private final PatternShape shape;
  private final PatternCache cache;

  /** Those that may hold it: they are told at the end that it is not needed any more. */
  private final Set<Worker> asked = ConcurrentHashMap.newKeySet();

  private final Set<Worker> holders = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean copying = new AtomicBoolean();

  @GuardedBy("this")
  private @Nullable Thread fetch;

  @GuardedBy("this")
  private boolean closed;

  PatternHolders(String id, PatternShape shape, PatternCache cache) {
    this.id = id;
    this.shape = shape;
    this.cache = cache;
  }

  @Override
  public boolean isAt(Worker worker) {
    return holders.contains(worker);
  }

  @Override
  public boolean canBeSent() {
    return cache.get(id).isPresent();
  }

  @Override
  public long bytes() {
    return shape.bytes();
  }

  @Override
  public void copyTo(Worker worker) {
    if (holders.size() < MAX_COPIES && copying.compareAndSet(false, true)) {
      Thread.ofVirtual()
          .name("copy-" + id)
          .start(
              () -> {
                copy(worker);
                copying.set(false);
              });
    }
  }

  /** The worker is about to take it. */
  void asks(Worker worker) {
    asked.add(worker);
  }

  /** The worker took it: it is fetched from there, so that it outlives the worker. */
  synchronized void took(Worker worker) {
    holders.add(worker);
    if (cache.accepts(shape) && !closed) {
      fetch = Thread.ofVirtual().name("fetch-" + id).start(() -> fetch(worker));
    }
  }

  /** The worker says that it does not have it. */
  void lacks(Worker worker) {
    holders.remove(worker);
  }

  /**
   * Sends it from the cache, once a fetch that is under way has ended.
   *
   * @return false if it is not there
   */
  boolean send(Worker worker) {
    awaitFetch();
    Optional<Pattern> kept = cache.get(id);
    kept.ifPresent(pattern -> put(worker, pattern));
    return kept.isPresent();
  }

  /** Forgets it here and on every worker that may hold it. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      cache.remove(id);
      if (fetch != null) {
        fetch.interrupt();
      }
    }
    // In threads of their own: the request's thread may be interrupted, its context cancelled.
    asked.forEach(worker -> Thread.ofVirtual().name("drop-" + id).start(() -> drop(worker)));
  }

  private void put(Worker worker, Pattern pattern) {
    asked.add(worker);
    worker.putPattern(pattern);
    holders.add(worker);
    if (isClosed()) {
      drop(worker);
    }
  }

  private void copy(Worker worker) {
    try {
      cache.get(id).ifPresent(pattern -> put(worker, pattern));
      log.debug("pattern {} was copied to {}", id, worker.address());
    } catch (WorkerException | CancellationException e) {
      log.debug("pattern {} was not copied to {}", id, worker.address(), e);
    }
  }

  private void fetch(Worker worker) {
    try {
      Pattern pattern = worker.getPattern(id, shape);
      synchronized (this) {
        if (!closed) {
          cache.put(pattern);
        }
      }
    } catch (WorkerException | PatternFormatException | CancellationException e) {
      log.debug("pattern {} was not fetched from {}", id, worker.address(), e);
    }
  }

  private void awaitFetch() {
    Thread running;
    synchronized (this) {
      if (fetch == null) {
        return;
      }
      running = fetch;
    }
    try {
      running.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while a pattern was fetched");
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private void drop(Worker worker) {
    try {
      worker.dropPattern(id);
    } catch (WorkerException | CancellationException e) {
      log.debug("pattern {} was not dropped from {}", id, worker.address(), e);
    }
  }
}

package io.sparsed.scheduler.generation;

import io.sparsed.scheduler.diffusion.Attention;
import io.sparsed.scheduler.pattern.Pattern;
import io.sparsed.scheduler.pattern.PatternCache;
import io.sparsed.scheduler.pattern.PatternFormatException;
import io.sparsed.scheduler.pattern.PatternShape;
import io.sparsed.scheduler.pool.Forward;
import io.sparsed.scheduler.pool.Forwarded;
import io.sparsed.scheduler.pool.PatternMissingException;
import io.sparsed.scheduler.pool.Worker;
import io.sparsed.scheduler.pool.WorkerException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pattern of one request, wherever it is: on workers, in the cache, or nowhere any more, in
 * which case the forward that it came from is run again: a forward is pure, so the pattern is the
 * same. Owned by the request's thread; only the fetch runs beside it.
 */
final class RequestPattern implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RequestPattern.class);

  /** A worker whose own cache is under pressure may lose a pattern before its forward begins. */
  private static final int MAX_RESTORES = 2;

  private final String id;
  private final PatternShape shape;
  private final PatternCache cache;
  private final Set<Worker> holders = new HashSet<>();
  private @Nullable Forward origin;
  private @Nullable Thread fetch;
  private boolean closed;

  RequestPattern(String id, PatternShape shape, PatternCache cache) {
    this.id = id;
    this.shape = shape;
    this.cache = cache;
  }

  /** The workers that were asked to hold the pattern. */
  Set<Worker> holders() {
    return holders;
  }

  /** Runs a forward on a worker, which is given the pattern if it needs it and lacks it. */
  Forwarded forward(Worker worker, Forward forward) {
    if (forward.attention() instanceof Attention.DenseAndSelect) {
      return take(worker, forward);
    }
    for (int restores = 0; ; restores++) {
      try {
        return worker.forward(forward);
      } catch (PatternMissingException e) {
        if (restores == MAX_RESTORES) {
          throw e;
        }
        restore(worker);
      }
    }
  }

  /** Forgets the pattern here and on every worker that may hold it. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      cache.remove(id);
    }
    if (fetch != null) {
      fetch.interrupt();
    }
    // In threads of their own: the request's thread may be interrupted, its context cancelled.
    holders.forEach(worker -> Thread.ofVirtual().name("drop-" + id).start(() -> drop(worker)));
  }

  private Forwarded take(Worker worker, Forward forward) {
    holders.add(worker);
    origin = forward;
    Forwarded forwarded = worker.forward(forward);
    if (!forwarded.pattern().equals(Optional.of(shape))) {
      throw new WorkerException(
          WorkerException.Kind.FAULT,
          worker.address() + " took " + forwarded.pattern() + " instead of " + shape,
          null);
    }
    if (cache.accepts(shape)) {
      fetch = Thread.ofVirtual().name("fetch-" + id).start(() -> fetch(worker));
    }
    return forwarded;
  }

  private void restore(Worker worker) {
    awaitFetch();
    Optional<Pattern> kept = cache.get(id);
    log.info(
        "pattern {} is missing on {}: {}",
        id,
        worker.address(),
        kept.isPresent() ? "sending it" : "taking it again");
    if (kept.isPresent()) {
      holders.add(worker);
      worker.putPattern(kept.get());
    } else if (origin != null) {
      take(worker, origin);
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
    if (fetch == null) {
      return;
    }
    try {
      fetch.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while a pattern was fetched");
    }
  }

  private void drop(Worker worker) {
    try {
      worker.dropPattern(id);
    } catch (WorkerException | CancellationException e) {
      log.debug("pattern {} was not dropped from {}", id, worker.address(), e);
    }
  }
}

package io.sparsed.scheduler.generation;

import io.sparsed.scheduler.diffusion.Attention;
import io.sparsed.scheduler.pattern.PatternCache;
import io.sparsed.scheduler.pattern.PatternShape;
import io.sparsed.scheduler.pool.Forward;
import io.sparsed.scheduler.pool.Forwarded;
import io.sparsed.scheduler.pool.PatternCopies;
import io.sparsed.scheduler.pool.PatternMissingException;
import io.sparsed.scheduler.pool.Worker;
import io.sparsed.scheduler.pool.WorkerException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pattern of one request, wherever it is: on workers, in the cache, or nowhere any more, in
 * which case the forward that it came from is run again: a forward is pure, so the pattern is the
 * same. Owned by the request's thread.
 */
final class RequestPattern implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RequestPattern.class);

  /** A worker whose own cache is under pressure may lose a pattern before its forward begins. */
  private static final int MAX_RESTORES = 2;

  private final String id;
  private final PatternShape shape;
  private final PatternHolders holders;
  private @Nullable Forward origin;

  RequestPattern(String id, PatternShape shape, PatternCache cache) {
    this.id = id;
    this.shape = shape;
    this.holders = new PatternHolders(id, shape, cache);
  }

  /** The copies that matter to a forward: none unless it is sparse. */
  Optional<PatternCopies> neededBy(Attention attention) {
    return switch (attention) {
      case Attention.Sparse _ -> Optional.of(holders);
      case Attention.Dense _, Attention.DenseAndSelect _ -> Optional.empty();
    };
  }

  /** Runs a forward on a worker, which is given the pattern if it needs it and lacks it. */
  Forwarded forward(Worker worker, Forward forward) {
    return switch (forward.attention()) {
      case Attention.Dense _ -> worker.forward(forward);
      case Attention.DenseAndSelect _ -> take(worker, forward);
      case Attention.Sparse _ -> sparse(worker, forward);
    };
  }

  /** Forgets the pattern here and on every worker that may hold it. */
  @Override
  public void close() {
    holders.close();
  }

  private Forwarded sparse(Worker worker, Forward forward) {
    if (!holders.isAt(worker)) {
      restore(worker);
    }
    for (int restores = 0; ; restores++) {
      try {
        return worker.forward(forward);
      } catch (PatternMissingException e) {
        holders.lacks(worker);
        if (restores == MAX_RESTORES) {
          throw e;
        }
        restore(worker);
      }
    }
  }

  private Forwarded take(Worker worker, Forward forward) {
    holders.asks(worker);
    origin = forward;
    Forwarded forwarded = worker.forward(forward);
    if (!forwarded.pattern().equals(Optional.of(shape))) {
      throw new WorkerException(
          WorkerException.Kind.FAULT,
          worker.address() + " took " + forwarded.pattern() + " instead of " + shape,
          null);
    }
    holders.took(worker);
    return forwarded;
  }

  private void restore(Worker worker) {
    if (holders.send(worker)) {
      log.debug("pattern {} was sent to {}", id, worker.address());
    } else if (origin != null) {
      log.info("pattern {} is lost: {} takes it again", id, worker.address());
      take(worker, origin);
    }
  }
}

package io.sparsed.worker.model;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** A Cancellation tells whether the caller of a forward still wants it. Thread-safe. */
@FunctionalInterface
public interface Cancellation {
  /** A forward that is always wanted. */
  Cancellation NEVER = () -> {};

  /**
   * Throws unless the result is still wanted.
   *
   * @throws CancellationException if nobody waits for the result any more
   */
  void check();

  /** Returns a cancellation that, each time that it does not throw, runs something else. */
  default Cancellation then(Runnable action) {
    return () -> {
      check();
      action.run();
    };
  }

  /** Returns a cancellation of work that is wanted as long as any of some forwards is. */
  static Cancellation all(List<Cancellation> forwards) {
    return () -> {
      if (forwards.stream().noneMatch(Cancellation::isWanted)) {
        throw new CancellationException("nobody waits for any of these forwards any more");
      }
    };
  }

  private boolean isWanted() {
    try {
      check();
      return true;
    } catch (CancellationException e) {
      return false;
    }
  }

  /** Returns the cancellation of a forward that is wanted until a supplier says otherwise. */
  static Cancellation when(BooleanSupplier cancelled) {
    return () -> {
      if (cancelled.getAsBoolean()) {
        throw new CancellationException("nobody waits for this forward any more");
      }
    };
  }
}

package io.sparsed.worker.model;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** Whether the caller of a forward still wants it. Safe to ask from any thread. */
@FunctionalInterface
public interface Cancellation {
  /** A forward that is always wanted. */
  Cancellation NEVER = () -> {};

  /**
   * Goes on only if the result is still wanted.
   *
   * @throws CancellationException if nobody waits for the result any more
   */
  void check();

  /** Goes on for as long as any of some forwards is wanted. */
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

  /** Asks a supplier. */
  static Cancellation when(BooleanSupplier cancelled) {
    return () -> {
      if (cancelled.getAsBoolean()) {
        throw new CancellationException("nobody waits for this forward any more");
      }
    };
  }
}

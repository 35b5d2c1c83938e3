package io.sparsed.scheduler.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashMap;
import java.util.Map;

/**
 * A KeyValuesRoom tells which requests take memory for keys and values on a worker: those that keep
 * some there, and those with a forward under way that will. Requests are told apart by identity,
 * and each is counted once, however its old keys and values are replaced. Thread-safe.
 */
final class KeyValuesRoom {

  /** The bytes that a request keeps or will keep, by request. */
  @GuardedBy("this")
  private final Map<Object, Long> running = new HashMap<>();

  @GuardedBy("this")
  private final Map<Object, Kept> kept = new HashMap<>();

  private record Kept(String id, long bytes) {}

  /** Records that a forward of a request begins, after which this many bytes are kept. */
  synchronized void begin(Object request, long bytes) {
    running.put(request, bytes);
  }

  /** Records that the forward of a request has ended. */
  synchronized void end(Object request) {
    running.remove(request);
  }

  /** Records that keys and values of a request are there, in place of older ones. */
  synchronized void keep(Object request, String id, long bytes) {
    kept.put(request, new Kept(id, bytes));
  }

  /** Records that keys and values of a request have gone, unless others took their place. */
  synchronized void drop(Object request, String id) {
    kept.computeIfPresent(request, (_, now) -> now.id().equals(id) ? null : now);
  }

  /** Returns the bytes that all requests but this one take. */
  synchronized long takenBesides(Object request) {
    Map<Object, Long> taken = new HashMap<>(running);
    kept.forEach((other, now) -> taken.merge(other, now.bytes(), Math::max));
    taken.remove(request);
    return taken.values().stream().mapToLong(Long::longValue).sum();
  }
}

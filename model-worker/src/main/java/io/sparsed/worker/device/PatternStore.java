package io.sparsed.worker.device;

import io.sparsed.worker.attention.Pattern;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The patterns that a worker holds, bounded in bytes; the least recently used go first.
 * Thread-safe.
 */
public final class PatternStore {
  private final long maxBytes;
  private final Map<String, Pattern> patterns = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /**
   * An empty store.
   *
   * @param maxBytes bound of all patterns together
   */
  public PatternStore(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Keeps a pattern; repeating it changes nothing.
   *
   * @throws IllegalArgumentException if it alone is larger than the bound
   */
  public synchronized void put(String id, Pattern pattern) {
    checkFits(pattern.shape().bytes());
    drop(id);
    var oldest = patterns.values().iterator();
    while (bytes + pattern.shape().bytes() > maxBytes) {
      bytes -= oldest.next().shape().bytes();
      oldest.remove();
    }
    patterns.put(id, pattern);
    bytes += pattern.shape().bytes();
  }

  /**
   * Refuses what can never fit.
   *
   * @throws IllegalArgumentException if a pattern of this size can never be held
   */
  public void checkFits(long patternBytes) {
    if (patternBytes > maxBytes) {
      throw new IllegalArgumentException(
          "a pattern of %d bytes does not fit the %d bytes for patterns; use a larger block_size or give the worker more"
              .formatted(patternBytes, maxBytes));
    }
  }

  /** The pattern, if it is held; it counts as used. */
  public synchronized Optional<Pattern> get(String id) {
    return Optional.ofNullable(patterns.get(id));
  }

  /** Forgets a pattern; one that is not held is no error. */
  public synchronized void drop(String id) {
    var dropped = patterns.remove(id);
    if (dropped != null) {
      bytes -= dropped.shape().bytes();
    }
  }

  /**
   * True if exactly this pattern is held under some id; used to free what was readied for one that
   * is gone.
   */
  synchronized boolean holds(Pattern pattern) {
    return patterns.containsValue(pattern);
  }
}

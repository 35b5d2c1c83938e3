package io.sparsed.scheduler.pattern;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The patterns of running requests, bounded in bytes; beyond that the one that was not used for
 * longest goes. Losing a pattern costs time, never an answer: it can be taken again. Thread-safe.
 */
public final class PatternCache {

  private final long maxBytes;
  private final Map<String, Pattern> patterns = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /**
   * An empty cache.
   *
   * @param maxBytes bound on the words of all patterns together, 0 or more; 0 keeps nothing
   */
  public PatternCache(long maxBytes) {
    if (maxBytes < 0) {
      throw new IllegalArgumentException("maxBytes is negative: " + maxBytes);
    }
    this.maxBytes = maxBytes;
  }

  /** Whether a pattern of this shape is kept at all. */
  public boolean accepts(PatternShape shape) {
    return shape.bytes() <= maxBytes;
  }

  /** Keeps a pattern, unless it alone is larger than the bound. */
  public synchronized void put(Pattern pattern) {
    remove(pattern.id());
    if (pattern.bytes() > maxBytes) {
      return;
    }
    patterns.put(pattern.id(), pattern);
    bytes += pattern.bytes();
    Iterator<Pattern> longestUnused = patterns.values().iterator();
    while (bytes > maxBytes) {
      bytes -= longestUnused.next().bytes();
      longestUnused.remove();
    }
  }

  /** The pattern {@code id}, unless it was never here or had to go. */
  public synchronized Optional<Pattern> get(String id) {
    return Optional.ofNullable(patterns.get(id));
  }

  /** Forgets the pattern {@code id}; one that is not here is no error. */
  public synchronized void remove(String id) {
    Pattern removed = patterns.remove(id);
    if (removed != null) {
      bytes -= removed.bytes();
    }
  }

  /** Patterns kept now. */
  public synchronized int size() {
    return patterns.size();
  }

  /** Bytes of all patterns kept now. */
  public synchronized long bytes() {
    return bytes;
  }
}

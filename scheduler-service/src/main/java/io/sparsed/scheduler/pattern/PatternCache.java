package io.sparsed.scheduler.pattern;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A PatternCache keeps the patterns of running requests, bounded in bytes; it evicts the least
 * recently used. Losing a pattern costs time but no answer, since it can be taken again.
 * Thread-safe.
 */
public final class PatternCache {

  private final long maxBytes;
  private final Map<String, Pattern> patterns = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /** Creates an empty cache for {@code maxBytes} of patterns, 0 or more; 0 keeps nothing. */
  public PatternCache(long maxBytes) {
    checkArgument(maxBytes >= 0, "maxBytes is negative: %s", maxBytes);
    this.maxBytes = maxBytes;
  }

  /** Returns true if the bound allows a pattern of this shape. */
  public boolean accepts(PatternShape shape) {
    return shape.bytes() <= maxBytes;
  }

  /** Keeps a pattern unless it alone is larger than the bound. */
  public synchronized void put(Pattern pattern) {
    remove(pattern.id());
    if (pattern.bytes() > maxBytes) {
      return;
    }
    patterns.put(pattern.id(), pattern);
    bytes += pattern.bytes();
    Iterator<Pattern> leastRecentlyUsed = patterns.values().iterator();
    while (bytes > maxBytes) {
      bytes -= leastRecentlyUsed.next().bytes();
      leastRecentlyUsed.remove();
    }
  }

  /** Returns the pattern {@code id}; empty if it was never put or was evicted. */
  public synchronized Optional<Pattern> get(String id) {
    return Optional.ofNullable(patterns.get(id));
  }

  /** Removes the pattern {@code id}, if it is here. */
  public synchronized void remove(String id) {
    Pattern removed = patterns.remove(id);
    if (removed != null) {
      bytes -= removed.bytes();
    }
  }

  /** Returns the number of patterns. */
  public synchronized int size() {
    return patterns.size();
  }

  /** Returns the bytes of all patterns. */
  public synchronized long bytes() {
    return bytes;
  }
}

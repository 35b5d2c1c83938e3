package io.sparsed.worker.device;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.sparsed.worker.attention.FixedPattern;
import io.sparsed.worker.attention.Pattern;
import io.sparsed.worker.attention.PatternShape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A PatternStore holds the patterns of a worker, bounded in bytes; the least recently used are
 * forgotten first. Thread-safe.
 */
public final class PatternStore implements MeterBinder {
  private final long maxBytes;
  private final Map<Key, Pattern> patterns = new LinkedHashMap<>(16, 0.75f, true);
  private final PatternMetrics metrics = new PatternMetrics();
  private long bytes;

  private sealed interface Key {
    /** The key of a pattern that was taken. */
    record Id(String id) implements Key {}

    /** The key of a fixed pattern, which depends on the canvas too. */
    record Fixed(FixedPattern pattern, PatternShape shape, int promptLength) implements Key {}
  }

  /**
   * Makes an empty store.
   *
   * @param maxBytes bound of all patterns together
   */
  public PatternStore(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    metrics.bindTo(registry, this);
  }

  /**
   * Keeps a pattern; repeating it changes nothing.
   *
   * @throws IllegalArgumentException if it alone is larger than the bound
   */
  public void put(String id, Pattern pattern) {
    put(new Key.Id(id), pattern);
  }

  private synchronized void put(Key key, Pattern pattern) {
    checkFits(pattern.shape().bytes());
    drop(key);
    var oldest = patterns.values().iterator();
    while (bytes + pattern.shape().bytes() > maxBytes) {
      bytes -= oldest.next().shape().bytes();
      oldest.remove();
      metrics.evicted();
    }
    patterns.put(key, pattern);
    bytes += pattern.shape().bytes();
  }

  /**
   * Throws unless a pattern of this size can be held.
   *
   * @throws IllegalArgumentException if it can never be held
   */
  public void checkFits(long patternBytes) {
    if (patternBytes > maxBytes) {
      throw new IllegalArgumentException(
          "a pattern of %d bytes does not fit the %d bytes for patterns; use a larger block_size or give the worker more"
              .formatted(patternBytes, maxBytes));
    }
  }

  /** Returns the bound of all patterns together, in bytes. */
  public long maxBytes() {
    return maxBytes;
  }

  /** Returns the bytes of the patterns that are held. */
  synchronized long bytes() {
    return bytes;
  }

  /** Returns the number of patterns that are held. */
  synchronized int size() {
    return patterns.size();
  }

  /** Returns the pattern of an id, if it is held; it counts as used. */
  public Optional<Pattern> get(String id) {
    var found = find(new Key.Id(id));
    metrics.looked(found.isPresent());
    return found;
  }

  private synchronized Optional<Pattern> find(Key key) {
    return Optional.ofNullable(patterns.get(key));
  }

  /**
   * Returns a fixed pattern for a canvas, which is made when it is first used and held like others.
   *
   * @throws IllegalArgumentException if it alone is larger than the bound
   */
  Pattern get(FixedPattern fixed, PatternShape shape, int promptLength) {
    var key = new Key.Fixed(fixed, shape, promptLength);
    var held = find(key);
    if (held.isPresent()) {
      return held.get();
    }
    checkFits(shape.bytes());
    var made = fixed.pattern(shape, promptLength);
    put(key, made);
    return made;
  }

  /** Forgets a pattern; one that is not held is no error. */
  public void drop(String id) {
    drop(new Key.Id(id));
  }

  private synchronized void drop(Key key) {
    var dropped = patterns.remove(key);
    if (dropped != null) {
      bytes -= dropped.shape().bytes();
    }
  }

  /** Returns true if exactly this pattern is held. */
  synchronized boolean holds(Pattern pattern) {
    return patterns.containsValue(pattern);
  }
}

package io.sparsed.worker.device;

import io.sparsed.worker.attention.KeptKeyValues;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;

/**
 * A KeyValuesStore holds the kept keys and values of a worker, bounded in bytes; the least recently
 * used that no pass reads are forgotten first. Owned by the device thread.
 */
final class KeyValuesStore implements AutoCloseable {
  private final long maxBytes;
  private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
  private final KeyValuesMetrics metrics = new KeyValuesMetrics();
  private long bytes;

  /** Makes an empty store with a bound of all keys and values together. */
  KeyValuesStore(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** The keys and values that one refresh kept. */
  static final class Entry {
    private final long bytes;
    private final List<KeptCanvases> canvases;
    private int readers;

    /**
     * Makes an entry.
     *
     * @param bytes bytes of all canvases on all devices
     * @param canvases keys and values of the canvases on each device, with its heads
     */
    Entry(long bytes, List<KeptCanvases> canvases) {
      this.bytes = bytes;
      this.canvases = List.copyOf(canvases);
    }

    /** Returns what a device holds. */
    List<KeptKeyValues> on(int device) {
      return canvases.get(device).each();
    }
  }

  /** Returns the most bytes that are kept. */
  long maxBytes() {
    return maxBytes;
  }

  KeyValuesMetrics metrics() {
    return metrics;
  }

  /**
   * Makes room for keys and values that are about to be allocated.
   *
   * @throws IllegalArgumentException if they can never be held
   * @throws RejectedExecutionException if forwards of the pass need too many others
   */
  void reserve(long needed) {
    if (needed > maxBytes) {
      throw new IllegalArgumentException(
          "keys and values of %d bytes do not fit the %d bytes for them; shorten the canvas or give the worker more"
              .formatted(needed, maxBytes));
    }
    var oldest = entries.values().iterator();
    while (bytes > maxBytes - needed && oldest.hasNext()) {
      var entry = oldest.next();
      if (entry.readers == 0) {
        oldest.remove();
        free(entry);
        metrics.evicted();
      }
    }
    if (bytes > maxBytes - needed) {
      throw new RejectedExecutionException("all kept keys and values are in use");
    }
    add(needed);
  }

  /** Gives back room that was reserved and not used. */
  void unreserve(long reserved) {
    add(-reserved);
  }

  /** Keeps an entry, for which room was reserved. */
  void put(String id, Entry entry) {
    drop(id);
    entries.put(id, entry);
    add(0);
  }

  /** Returns an entry, which stays until it is released; empty if it is not held. */
  Optional<Entry> acquire(String id) {
    var entry = Optional.ofNullable(entries.get(id));
    entry.ifPresent(found -> found.readers++);
    metrics.looked(entry.isPresent());
    return entry;
  }

  /** Releases an entry that was acquired. */
  void release(Entry entry) {
    entry.readers--;
  }

  /** Forgets an entry; one that is not held, or that the pass needs, stays as it is. */
  void drop(String id) {
    var entry = entries.get(id);
    if (entry != null && entry.readers == 0) {
      entries.remove(id);
      free(entry);
    }
  }

  private void add(long more) {
    bytes += more;
    metrics.holds(bytes, entries.size());
  }

  private void free(Entry entry) {
    add(-entry.bytes);
    entry.canvases.forEach(KeptCanvases::close);
  }

  @Override
  public void close() {
    entries.values().forEach(this::free);
    entries.clear();
  }
}

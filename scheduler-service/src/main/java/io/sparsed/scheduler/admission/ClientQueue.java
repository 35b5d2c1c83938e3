package io.sparsed.scheduler.admission;

import java.util.Comparator;
import java.util.Objects;
import java.util.TreeSet;

/** A ClientQueue orders the waiting requests of one client. Not thread-safe. */
final class ClientQueue<T> {

  /** An item that waits for the request of its arrival; later ones have higher numbers. */
  record Entry<T>(T item, Arrival arrival, long number) {}

  private final int weight;
  private final TreeSet<Entry<T>> entries =
      new TreeSet<>(
          Comparator.<Entry<T>, Priority>comparing(entry -> entry.arrival().priority())
              .reversed()
              .thenComparingLong(Entry::number));
  private double startTag;

  ClientQueue(int weight) {
    this.weight = weight;
  }

  int weight() {
    return weight;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Returns the virtual time at which the first request is due, in work per weight. */
  double startTag() {
    return startTag;
  }

  /** Returns the number of waiting requests per weight of the client. */
  double crowding() {
    return (double) entries.size() / weight;
  }

  /** Returns {@link #crowding} as it would be with one more request. */
  double nextCrowding() {
    return (entries.size() + 1.0) / weight;
  }

  /** Returns true if a new request of {@code priority} would be the last in this queue. */
  boolean wouldBeLast(Priority priority) {
    return entries.isEmpty() || last().arrival().priority().compareTo(priority) >= 0;
  }

  Entry<T> first() {
    return entries.first();
  }

  Entry<T> last() {
    return entries.last();
  }

  /**
   * Adds a request. The first one of an empty queue is due at {@code virtualTime}, or later if this
   * client had more than its share of work before.
   */
  void add(Entry<T> entry, double virtualTime) {
    if (entries.isEmpty()) {
      startTag = Math.max(startTag, virtualTime);
    }
    entries.add(entry);
  }

  T poll() {
    Entry<T> first = Objects.requireNonNull(entries.pollFirst());
    startTag += first.arrival().work() / weight;
    return first.item();
  }

  boolean remove(T item) {
    return entries.removeIf(entry -> entry.item().equals(item));
  }

  double work() {
    return entries.stream().mapToDouble(entry -> entry.arrival().work()).sum();
  }

  /** Returns the work that goes before a new request of {@code priority}. */
  double workBefore(Priority priority) {
    return entries.stream()
        .filter(entry -> entry.arrival().priority().compareTo(priority) >= 0)
        .mapToDouble(entry -> entry.arrival().work())
        .sum();
  }
}

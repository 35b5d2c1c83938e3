package io.sparsed.scheduler.admission;

import java.util.Comparator;
import java.util.Objects;
import java.util.TreeSet;

/** What one client has in the queue. Not thread-safe. */
final class Lane<T> {

  /**
   * One that waits.
   *
   * @param item it stands for
   * @param arrival what it asks for
   * @param number the higher, the later it came
   */
  record Entry<T>(T item, Arrival arrival, long number) {}

  private final int weight;
  private final TreeSet<Entry<T>> entries =
      new TreeSet<>(
          Comparator.<Entry<T>, Priority>comparing(entry -> entry.arrival().priority())
              .reversed()
              .thenComparingLong(Entry::number));
  private double start;

  Lane(int weight) {
    this.weight = weight;
  }

  int weight() {
    return weight;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** When its first is due, in work per weight since the queue was empty last. */
  double start() {
    return start;
  }

  /** How many wait, for the client's weight. */
  double crowding() {
    return (double) entries.size() / weight;
  }

  /** {@link #crowding} with one more. */
  double nextCrowding() {
    return (entries.size() + 1.0) / weight;
  }

  /** Whether a newcomer of {@code priority} would be the last. */
  boolean endsWith(Priority priority) {
    return entries.isEmpty() || last().arrival().priority().compareTo(priority) >= 0;
  }

  Entry<T> first() {
    return entries.first();
  }

  Entry<T> last() {
    return entries.last();
  }

  /** A client that had nothing here is due now, or when what it had before is made up for. */
  void add(Entry<T> entry, double now) {
    if (entries.isEmpty()) {
      start = Math.max(start, now);
    }
    entries.add(entry);
  }

  T poll() {
    Entry<T> first = Objects.requireNonNull(entries.pollFirst());
    start += first.arrival().work() / weight;
    return first.item();
  }

  boolean remove(T item) {
    return entries.removeIf(entry -> entry.item().equals(item));
  }

  double work() {
    return entries.stream().mapToDouble(entry -> entry.arrival().work()).sum();
  }

  /** Work of what goes before a newcomer of {@code priority}. */
  double workFrom(Priority priority) {
    return entries.stream()
        .filter(entry -> entry.arrival().priority().compareTo(priority) >= 0)
        .mapToDouble(entry -> entry.arrival().work())
        .sum();
  }
}

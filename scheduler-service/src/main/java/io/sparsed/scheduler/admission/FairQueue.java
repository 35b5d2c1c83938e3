package io.sparsed.scheduler.admission;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * Who waits, in a fair order: while several clients wait, each gets work in proportion to its
 * weight, whoever asks for more (Goyal, Vin, Cheng: Start-time Fair Queueing, SIGCOMM 1996). What
 * one client asks for goes by priority, then by age. Not thread-safe.
 */
final class FairQueue<T> {

  private final ToIntFunction<String> weightOf;
  private final Map<String, Lane<T>> lanes = new HashMap<>();
  private double now;
  private long added;
  private int size;

  /** An empty queue. */
  FairQueue(ToIntFunction<String> weightOf) {
    this.weightOf = weightOf;
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  void add(T item, Arrival arrival) {
    lanes
        .computeIfAbsent(arrival.client(), client -> new Lane<>(weightOf.applyAsInt(client)))
        .add(new Lane.Entry<>(item, arrival, added++), now);
    size++;
  }

  /** The next in turn. */
  Optional<T> peek() {
    return next().map(lane -> lane.first().item());
  }

  /** Takes the next in turn. */
  Optional<T> poll() {
    return next()
        .map(
            lane -> {
              now = lane.start();
              T item = lane.poll();
              removed();
              return item;
            });
  }

  /** Takes out one that waits no more; false if it was not here. */
  boolean remove(T item) {
    boolean found = lanes.values().stream().anyMatch(lane -> lane.remove(item));
    if (found) {
      removed();
    }
    return found;
  }

  /**
   * The one to send away when too many wait: of the client that has most, for its weight, the one
   * that would come last.
   */
  Optional<T> leastDue() {
    return waiting().stream()
        .max(
            Comparator.<Lane<T>>comparingDouble(Lane::crowding)
                .thenComparingLong(lane -> lane.last().number()))
        .map(lane -> lane.last().item());
  }

  /** Whether a newcomer would be {@link #leastDue}, whatever it asks for. */
  boolean wouldBeLeastDue(String client, Priority priority) {
    Lane<T> own = lanes.getOrDefault(client, new Lane<>(weightOf.applyAsInt(client)));
    return own.endsWith(priority)
        && waiting().stream()
            .noneMatch(lane -> lane != own && lane.crowding() > own.nextCrowding());
  }

  /** About how much work is let in before {@code arrival} is, if it is added. */
  double workBefore(Arrival arrival) {
    int weight = weightOf.applyAsInt(arrival.client());
    Lane<T> own = lanes.get(arrival.client());
    double ownBefore = own == null ? 0 : own.workFrom(arrival.priority());
    double share = (ownBefore + arrival.work()) / weight;
    return ownBefore
        + waiting().stream()
            .filter(lane -> lane != own)
            .mapToDouble(lane -> Math.min(lane.work(), share * lane.weight()))
            .sum();
  }

  /** Work of all that wait. */
  double work() {
    return lanes.values().stream().mapToDouble(Lane::work).sum();
  }

  private Optional<Lane<T>> next() {
    return waiting().stream()
        .min(
            Comparator.<Lane<T>>comparingDouble(Lane::start)
                .thenComparingLong(lane -> lane.first().number()));
  }

  private Collection<Lane<T>> waiting() {
    return lanes.values().stream().filter(lane -> !lane.isEmpty()).toList();
  }

  /** What a client had is forgotten once the others have had as much. */
  private void removed() {
    size--;
    lanes.values().removeIf(lane -> lane.isEmpty() && (size == 0 || lane.start() <= now));
  }
}

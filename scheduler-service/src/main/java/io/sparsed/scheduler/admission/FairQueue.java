package io.sparsed.scheduler.admission;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * A FairQueue orders waiting requests so that clients get work in proportion to their weights,
 * however much each asks for (Goyal, Vin, Cheng: Start-time Fair Queueing, SIGCOMM 1996). The
 * requests of one client are ordered by priority, then by age. Not thread-safe.
 */
final class FairQueue<T> {

  private final ToIntFunction<String> weightOf;
  private final Map<String, ClientQueue<T>> clients = new HashMap<>();

  /** The start tag of the request that was taken last, in work per weight. */
  private double virtualTime;

  private long added;
  private int size;

  /** Creates an empty queue for clients whose weights are at least 1. */
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
    clients
        .computeIfAbsent(arrival.client(), client -> new ClientQueue<>(weightOf.applyAsInt(client)))
        .add(new ClientQueue.Entry<>(item, arrival, added++), virtualTime);
    size++;
  }

  /** Returns the next item in turn of the clients that may have one. */
  Optional<T> peek(Predicate<String> clients) {
    return next(clients).map(client -> client.first().item());
  }

  /** Removes and returns the next item in turn of the clients that may have one. */
  Optional<T> poll(Predicate<String> clients) {
    return next(clients)
        .map(
            client -> {
              virtualTime = client.startTag();
              T item = client.poll();
              removed();
              return item;
            });
  }

  /** Removes an item and returns true if it was here. */
  boolean remove(T item) {
    boolean found = clients.values().stream().anyMatch(client -> client.remove(item));
    if (found) {
      removed();
    }
    return found;
  }

  /** Returns the item to refuse if too many wait: the last of the client with most per weight. */
  Optional<T> nextToEvict() {
    return waiting().stream()
        .max(
            Comparator.<ClientQueue<T>>comparingDouble(ClientQueue::crowding)
                .thenComparingLong(client -> client.last().number()))
        .map(client -> client.last().item());
  }

  /** Returns true if a new request of any work would at once be {@link #nextToEvict}. */
  boolean wouldBeEvicted(String client, Priority priority) {
    ClientQueue<T> own =
        clients.getOrDefault(client, new ClientQueue<>(weightOf.applyAsInt(client)));
    return own.wouldBeLast(priority)
        && waiting().stream()
            .noneMatch(other -> other != own && other.crowding() > own.nextCrowding());
  }

  /** Returns an estimate of the work that goes before {@code arrival} if it is added now. */
  double workBefore(Arrival arrival) {
    int weight = weightOf.applyAsInt(arrival.client());
    ClientQueue<T> own = clients.get(arrival.client());
    double ownBefore = own == null ? 0 : own.workBefore(arrival.priority());
    double share = (ownBefore + arrival.work()) / weight;
    return ownBefore
        + waiting().stream()
            .filter(other -> other != own)
            .mapToDouble(other -> Math.min(other.work(), share * other.weight()))
            .sum();
  }

  /** Returns the work of all waiting requests. */
  double work() {
    return clients.values().stream().mapToDouble(ClientQueue::work).sum();
  }

  private Optional<ClientQueue<T>> next(Predicate<String> mayHaveOne) {
    return waiting().stream()
        .filter(client -> mayHaveOne.test(client.first().arrival().client()))
        .min(
            Comparator.<ClientQueue<T>>comparingDouble(ClientQueue::startTag)
                .thenComparingLong(client -> client.first().number()));
  }

  private Collection<ClientQueue<T>> waiting() {
    return clients.values().stream().filter(client -> !client.isEmpty()).toList();
  }

  /** Forgets clients that wait for nothing and whose work the others have caught up with. */
  private void removed() {
    size--;
    clients
        .values()
        .removeIf(client -> client.isEmpty() && (size == 0 || client.startTag() <= virtualTime));
  }
}

package io.sparsed.scheduler.admission;

import java.util.OptionalLong;

/** Requests of which little matters. */
final class Arrivals {

  private Arrivals() {}

  static Arrival of(String client) {
    return of(client, Priority.NORMAL, 1);
  }

  static Arrival of(String client, Priority priority, double work) {
    return new Arrival(client, priority, work, 0, OptionalLong.empty());
  }

  static Arrival withPattern(String client, long bytes) {
    return new Arrival(client, Priority.NORMAL, 1, bytes, OptionalLong.empty());
  }

  static Arrival until(double work, long deadlineNanos) {
    return new Arrival("hurried", Priority.NORMAL, work, 0, OptionalLong.of(deadlineNanos));
  }
}

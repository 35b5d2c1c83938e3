package io.sparsed.scheduler.admission;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** Creates arrivals with defaults for what a test does not care about. */
final class Arrivals {

  private Arrivals() {}

  static Arrival of(String client) {
    return of(client, Priority.NORMAL, 1);
  }

  static Arrival of(String client, Priority priority, double work) {
    return new Arrival(
        client, priority, work, Optional.empty(), 0, KeyValueShare.NONE, OptionalLong.empty());
  }

  static Arrival withPattern(String client, long bytes) {
    return new Arrival(
        client,
        Priority.NORMAL,
        1,
        Optional.empty(),
        bytes,
        KeyValueShare.NONE,
        OptionalLong.empty());
  }

  static Arrival withKeyValues(String client, String model, double share) {
    return new Arrival(
        client,
        Priority.NORMAL,
        1,
        Optional.empty(),
        0,
        new KeyValueShare(model, share),
        OptionalLong.empty());
  }

  static Arrival until(Optional<Duration> expectedRun, long deadlineNanos) {
    return new Arrival(
        "hurried",
        Priority.NORMAL,
        1,
        expectedRun,
        0,
        KeyValueShare.NONE,
        OptionalLong.of(deadlineNanos));
  }
}

package io.sparsed.client;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long a client tries to go on with a generation whose scheduler was lost. One that no
 * scheduler has accepted yet is offered to each of several schedulers once, to a single one twice.
 *
 * @param attempts in a row without any news, 0 or more; 0 never resumes
 * @param firstBackoff before the second attempt, positive; doubles with each one after it
 * @param maxBackoff between two attempts, at least {@code firstBackoff}
 */
public record ResumePolicy(int attempts, Duration firstBackoff, Duration maxBackoff) {
  private static final int MAX_DOUBLINGS = 20;

  /** Refuses values out of range. */
  public ResumePolicy {
    requireNonNull(maxBackoff, "maxBackoff");
    Deadlines.requirePositive(firstBackoff);
    if (attempts < 0 || maxBackoff.compareTo(firstBackoff) < 0) {
      throw new IllegalArgumentException("attempts and backoffs must not be below their minimum");
    }
  }

  /** Eight attempts in about ten seconds: longer than a scheduler takes to start. */
  public static ResumePolicy defaults() {
    return new ResumePolicy(8, Duration.ofMillis(100), Duration.ofSeconds(2));
  }

  /** A lost scheduler fails the generation. */
  public static ResumePolicy never() {
    return new ResumePolicy(0, Duration.ofMillis(100), Duration.ofMillis(100));
  }

  /** The wait before attempt {@code number}, from 1; up to a fifth less, so that clients spread. */
  Duration backoff(int number) {
    Duration full = firstBackoff.multipliedBy(1L << Math.min(number - 1, MAX_DOUBLINGS));
    Duration bounded = full.compareTo(maxBackoff) < 0 ? full : maxBackoff;
    return bounded.minusNanos(ThreadLocalRandom.current().nextLong(bounded.toNanos() / 5 + 1));
  }
}

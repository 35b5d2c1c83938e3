package io.sparsed.scheduler.admission;

import com.google.common.collect.Comparators;
import java.time.Duration;
import java.util.Optional;

/**
 * A Forecast predicts how long requests wait. It keeps a moving average of the time per work that
 * answered requests took while others ran beside them. What it learned fades with time, since a
 * machine that was busy with something else is as fast as before once that is over. Not
 * thread-safe.
 */
final class Forecast {

  private static final double NEWEST_SHARE = 0.1;

  /** The time in which half is forgotten, unless the last request took longer. */
  private static final long HALF_LIFE_NANOS = 20_000_000_000L;

  /** A forecast may be wrong: a request is refused only if it would be late at twice the speed. */
  private static final int OPTIMISM = 2;

  private static final Duration MIN_RETRY = Duration.ofSeconds(1);
  private static final Duration MAX_RETRY = Duration.ofMinutes(1);

  private final int places;
  private double nanosPerWork;
  private long learnedAt;
  private long lastRunNanos;

  /** Creates a forecast for {@code places} requests at once that predicts no wait as yet. */
  Forecast(int places) {
    this.places = places;
  }

  /** Learns from a request that is answered now, after running for {@code nanos}. */
  void learn(double work, long nanos, long nowNanos) {
    double newest = nanos / work;
    double share = nanosPerWork == 0 ? 1 : 1 - (1 - NEWEST_SHARE) * remembered(nowNanos);
    nanosPerWork += share * (newest - nanosPerWork);
    learnedAt = nowNanos;
    lastRunNanos = nanos;
  }

  /** Returns the expected time until so much work is done; zero before anything was learned. */
  Duration wait(double work, long nowNanos) {
    return Duration.ofNanos((long) (work * nanosPerWork * remembered(nowNanos) / places));
  }

  /** Returns the share of what was learned that still counts, above 0 to 1. */
  private double remembered(long nowNanos) {
    double age = nowNanos - learnedAt;
    return Math.pow(0.5, age / Math.max(HALF_LIFE_NANOS, lastRunNanos));
  }

  /**
   * Returns the exception for a request that would be answered after its deadline.
   *
   * @param workAhead work to be done before it begins
   */
  Optional<DeadlineUnreachableException> checkDeadline(
      Arrival arrival, double workAhead, long nowNanos) {
    if (arrival.deadlineNanos().isEmpty()) {
      return Optional.empty();
    }
    Duration left = Duration.ofNanos(arrival.deadlineNanos().getAsLong() - nowNanos);
    Duration wait = wait(workAhead, nowNanos);
    Duration run = arrival.expectedRun().orElse(Duration.ZERO);
    return wait.plus(run).dividedBy(OPTIMISM).compareTo(left) > 0
        ? Optional.of(new DeadlineUnreachableException(left, wait, workAhead, run, arrival.work()))
        : Optional.empty();
  }

  /** Returns the expected time until half of the waiting work runs, from 1 to 60 seconds. */
  Duration retryAfter(double waitingWork, long nowNanos) {
    Duration wait = wait(waitingWork / 2, nowNanos);
    return Comparators.max(MIN_RETRY, Comparators.min(MAX_RETRY, wait));
  }
}

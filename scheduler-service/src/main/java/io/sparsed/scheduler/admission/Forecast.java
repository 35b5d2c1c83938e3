package io.sparsed.scheduler.admission;

import com.google.common.collect.Comparators;
import java.time.Duration;
import java.util.Optional;

/**
 * A Forecast predicts how long requests wait. It keeps a moving average of the time per work that
 * answered requests took while others ran beside them. Not thread-safe.
 */
final class Forecast {

  private static final double NEWEST_SHARE = 0.1;

  /** A forecast may be wrong: a request is refused only if it would be late at twice the speed. */
  private static final int OPTIMISM = 2;

  private static final Duration MIN_RETRY = Duration.ofSeconds(1);
  private static final Duration MAX_RETRY = Duration.ofMinutes(1);

  private final int places;
  private double nanosPerWork;

  /** Creates a forecast for {@code places} requests at once that predicts no wait as yet. */
  Forecast(int places) {
    this.places = places;
  }

  /** Learns from a request that was answered after running for {@code nanos}. */
  void learn(double work, long nanos) {
    double newest = nanos / work;
    nanosPerWork =
        nanosPerWork == 0 ? newest : nanosPerWork + NEWEST_SHARE * (newest - nanosPerWork);
  }

  /** Returns the expected time until so much work is done; zero before anything was learned. */
  Duration wait(double work) {
    return Duration.ofNanos((long) (work * nanosPerWork / places));
  }

  /** Returns the exception for a request that would be answered after its deadline. */
  Optional<DeadlineUnreachableException> checkDeadline(
      Arrival arrival, Duration wait, long nowNanos) {
    if (arrival.deadlineNanos().isEmpty()) {
      return Optional.empty();
    }
    Duration left = Duration.ofNanos(arrival.deadlineNanos().getAsLong() - nowNanos);
    Duration run = arrival.expectedRun().orElse(Duration.ZERO);
    return wait.plus(run).dividedBy(OPTIMISM).compareTo(left) > 0
        ? Optional.of(new DeadlineUnreachableException(left, wait, run, arrival.work()))
        : Optional.empty();
  }

  /** Returns the expected time until half of the waiting work runs, from 1 to 60 seconds. */
  Duration retryAfter(double waitingWork) {
    return Comparators.max(MIN_RETRY, Comparators.min(MAX_RETRY, wait(waitingWork / 2)));
  }
}

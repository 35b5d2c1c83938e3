package io.sparsed.scheduler.admission;

import java.time.Duration;
import java.util.Optional;

/**
 * How long requests will wait, by what those took that were answered: a moving average of the time
 * per work beside as many others as run at once. Not thread-safe.
 */
final class Forecast {

  private static final double NEWEST_SHARE = 0.1;

  /** A forecast may be wrong: only what would be late at twice the speed is refused for it. */
  private static final int OPTIMISM = 2;

  private static final Duration MIN_RETRY = Duration.ofSeconds(1);
  private static final Duration MAX_RETRY = Duration.ofMinutes(1);

  private final int places;
  private double nanosPerWork;

  /**
   * Knows nothing yet.
   *
   * @param places requests that run at once
   */
  Forecast(int places) {
    this.places = places;
  }

  /** Learns from a request that was answered. */
  void learn(double work, long nanos) {
    double seen = nanos / work;
    nanosPerWork = nanosPerWork == 0 ? seen : nanosPerWork + NEWEST_SHARE * (seen - nanosPerWork);
  }

  /** Expected time until so much work is done; none while nothing is known. */
  Duration wait(double work) {
    return Duration.ofNanos((long) (work * nanosPerWork / places));
  }

  /** Why not to begin a request, if it would be answered too late. */
  Optional<DeadlineUnreachableException> late(Arrival arrival, Duration wait, long nowNanos) {
    if (arrival.deadlineNanos().isEmpty()) {
      return Optional.empty();
    }
    Duration left = Duration.ofNanos(arrival.deadlineNanos().getAsLong() - nowNanos);
    Duration run = arrival.expectedRun().orElse(Duration.ZERO);
    return wait.plus(run).dividedBy(OPTIMISM).compareTo(left) > 0
        ? Optional.of(new DeadlineUnreachableException(left, wait, run))
        : Optional.empty();
  }

  /** Until half of the work that waits now will have been let in. */
  Duration retryAfter(double waitingWork) {
    Duration half = wait(waitingWork / 2);
    Duration atLeast = half.compareTo(MIN_RETRY) < 0 ? MIN_RETRY : half;
    return atLeast.compareTo(MAX_RETRY) > 0 ? MAX_RETRY : atLeast;
  }
}

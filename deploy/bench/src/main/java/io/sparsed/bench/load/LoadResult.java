package io.sparsed.bench.load;

import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * The result of a load.
 *
 * @param workers workers of a deployment that was started here; 0 where it runs elsewhere
 * @param load load that was put on
 * @param seconds seconds from the first request to the last answer
 * @param tally outcomes of its requests
 */
record LoadResult(int workers, Load load, double seconds, Tally tally) {
  /** Returns the name of the load, with the number of workers where that is known. */
  String name() {
    return workers == 0 ? load.name() : load.name() + " on " + workers;
  }

  double requestsPerSecond() {
    return tally.answered() / seconds;
  }

  double stepsPerSecond() {
    return tally.steps() / seconds;
  }

  double tokensPerSecond() {
    return tally.tokens() / seconds;
  }

  long refusedRequests() {
    return sum(tally.refused());
  }

  long failedRequests() {
    return sum(tally.failed());
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Returns a percentile of a histogram, in milliseconds. */
  static double millis(Histogram histogram, double percent) {
    return histogram.getValueAtPercentile(percent) / 1e3;
  }
}

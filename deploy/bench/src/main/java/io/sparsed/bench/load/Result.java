package io.sparsed.bench.load;

import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What a load gave. Histograms are in microseconds.
 *
 * @param workers of a deployment that was started here; 0 where it runs elsewhere
 * @param seconds from the first request to the last answer
 * @param answered requests
 * @param refused requests by reason
 * @param failed requests by reason
 * @param steps forwards of the answered ones
 * @param tokens generated
 * @param resumes schedulers that were lost and replaced
 * @param latency of answered requests, as their user sees it
 * @param run the same without the queue, as the scheduler sees it
 * @param overhead of scheduler and network a step: the mean of each answered request
 * @param refusal time in which refused requests were told so
 */
record Result(
    int workers,
    Load load,
    double seconds,
    long answered,
    Map<String, Long> refused,
    Map<String, Long> failed,
    long steps,
    long tokens,
    long resumes,
    Histogram latency,
    Histogram run,
    Histogram overhead,
    Histogram refusal) {

  /** The load, and on how many workers where that is known. */
  String name() {
    return workers == 0 ? load.name() : load.name() + " on " + workers;
  }

  double requestsPerSecond() {
    return answered / seconds;
  }

  double stepsPerSecond() {
    return steps / seconds;
  }

  double tokensPerSecond() {
    return tokens / seconds;
  }

  long refusedRequests() {
    return refused.values().stream().mapToLong(Long::longValue).sum();
  }

  long failedRequests() {
    return failed.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The value below which {@code percent} of a histogram lie, in milliseconds. */
  static double millis(Histogram histogram, double percent) {
    return histogram.getValueAtPercentile(percent) / 1e3;
  }
}

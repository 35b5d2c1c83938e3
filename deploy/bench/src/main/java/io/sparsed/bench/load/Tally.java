package io.sparsed.bench.load;

import io.sparsed.client.Answer;
import io.sparsed.client.Timings;
import io.sparsed.client.Usage;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Counts outcomes of requests; histograms are in microseconds. Thread-safe, and constant once no
 * outcome is added any more.
 */
final class Tally {
  private static final int DIGITS = 3;

  /** Latency of answered requests, as their user sees it. */
  final Histogram latency = histogram();

  /** Latency without the queue, as the scheduler sees it. */
  final Histogram run = histogram();

  /** Overhead of scheduler and network a step: the mean of each answered request. */
  final Histogram overhead = histogram();

  /** Time after which refused requests were told so. */
  final Histogram refusal = histogram();

  private final LongAdder steps = new LongAdder();
  private final LongAdder tokens = new LongAdder();
  private final LongAdder resumes = new LongAdder();
  private final Map<String, LongAdder> refused = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> failed = new ConcurrentHashMap<>();

  void add(Outcome outcome) {
    switch (outcome) {
      case Outcome.Answered(var answer, long nanos) -> add(answer, nanos);
      case Outcome.Refused(String reason, long nanos, _) -> {
        count(refused, reason);
        refusal.recordValue(micros(nanos));
      }
      case Outcome.Failed(String reason) -> count(failed, reason);
    }
  }

  private void add(Answer answer, long nanos) {
    Usage usage = answer.usage();
    Timings timings = answer.timings();
    int forwards = usage.denseSteps() + usage.sparseSteps();
    long inScheduler = timings.total().minus(timings.queued()).toNanos();
    long inWorkers = timings.dense().plus(timings.select()).plus(timings.sparse()).toNanos();
    tokens.add(answer.tokenIds().size());
    latency.recordValue(micros(nanos));
    steps.add(forwards);
    resumes.add(usage.resumes());
    run.recordValue(micros(inScheduler));
    overhead.recordValue(micros(Math.max(0, inScheduler - inWorkers) / Math.max(1, forwards)));
  }

  /** Returns the number of answered requests. */
  long answered() {
    return latency.getTotalCount();
  }

  /** Returns the forwards of the answered requests. */
  long steps() {
    return steps.sum();
  }

  /** Returns the generated tokens. */
  long tokens() {
    return tokens.sum();
  }

  /** Returns how many schedulers were lost and replaced. */
  long resumes() {
    return resumes.sum();
  }

  /** Returns the refused requests by reason. */
  Map<String, Long> refused() {
    return sums(refused);
  }

  /** Returns the failed requests by reason. */
  Map<String, Long> failed() {
    return sums(failed);
  }

  private static long micros(long nanos) {
    return nanos / 1_000;
  }

  private static void count(Map<String, LongAdder> counts, String reason) {
    counts.computeIfAbsent(reason, any -> new LongAdder()).increment();
  }

  private static Map<String, Long> sums(Map<String, LongAdder> counts) {
    Map<String, Long> sums = new TreeMap<>();
    counts.forEach((reason, count) -> sums.put(reason, count.sum()));
    return sums;
  }

  private static Histogram histogram() {
    Histogram histogram = new ConcurrentHistogram(DIGITS);
    histogram.setAutoResize(true);
    return histogram;
  }
}

package io.sparsed.bench.load;

import io.sparsed.client.Timings;
import io.sparsed.client.Usage;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Adds outcomes up. Thread-safe. */
final class Tally {
  private static final int DIGITS = 3;

  private final Histogram latency = histogram();
  private final Histogram run = histogram();
  private final Histogram overhead = histogram();
  private final Histogram refusal = histogram();
  private final LongAdder answered = new LongAdder();
  private final LongAdder steps = new LongAdder();
  private final LongAdder tokens = new LongAdder();
  private final LongAdder resumes = new LongAdder();
  private final Map<String, LongAdder> refused = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> failed = new ConcurrentHashMap<>();

  void add(Outcome outcome) {
    switch (outcome) {
      case Outcome.Answered(var answer, long nanos) -> {
        answered.increment();
        tokens.add(answer.tokenIds().size());
        latency.recordValue(micros(nanos));
        add(answer.usage(), answer.timings());
      }
      case Outcome.Refused(String reason, long nanos, _) -> {
        count(refused, reason);
        refusal.recordValue(micros(nanos));
      }
      case Outcome.Failed(String reason) -> count(failed, reason);
    }
  }

  /** What was added within so many seconds; nothing is added any more. */
  Result result(int workers, Load load, double seconds) {
    return new Result(
        workers,
        load,
        seconds,
        answered.sum(),
        counts(refused),
        counts(failed),
        steps.sum(),
        tokens.sum(),
        resumes.sum(),
        latency,
        run,
        overhead,
        refusal);
  }

  private void add(Usage usage, Timings timings) {
    int forwards = usage.denseSteps() + usage.sparseSteps();
    long inScheduler = timings.total().minus(timings.queued()).toNanos();
    long inWorkers = timings.dense().plus(timings.select()).plus(timings.sparse()).toNanos();
    steps.add(forwards);
    resumes.add(usage.resumes());
    run.recordValue(micros(inScheduler));
    overhead.recordValue(micros(Math.max(0, inScheduler - inWorkers) / Math.max(1, forwards)));
  }

  private static long micros(long nanos) {
    return nanos / 1_000;
  }

  private static void count(Map<String, LongAdder> counts, String reason) {
    counts.computeIfAbsent(reason, any -> new LongAdder()).increment();
  }

  private static Map<String, Long> counts(Map<String, LongAdder> counts) {
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

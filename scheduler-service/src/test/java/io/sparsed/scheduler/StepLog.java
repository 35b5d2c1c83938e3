package io.sparsed.scheduler;

import java.util.Collection;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Records the steps that workers ran for requests. Thread-safe. */
final class StepLog {

  private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
  private final Map<String, Long> answered = new ConcurrentHashMap<>();
  private final Queue<Long> between = new ConcurrentLinkedQueue<>();

  void ask(String request, int step) {
    long now = System.nanoTime();
    asked.computeIfAbsent(request + "/" + step, _ -> new AtomicInteger()).incrementAndGet();
    if (step > 0) {
      between.add(now - answered.getOrDefault(request, now));
    }
  }

  void answer(String request) {
    answered.put(request, System.nanoTime());
  }

  /** Counts the forwards of each step. */
  Collection<AtomicInteger> asked() {
    return asked.values();
  }

  /**
   * Time between the answer to a step and the next one of the same request.
   *
   * @param share of the steps that took no longer, below 1
   */
  double millisBetween(double share) {
    long[] sorted = between.stream().mapToLong(nanos -> nanos).sorted().toArray();
    return sorted[(int) (share * sorted.length)] / 1e6;
  }
}

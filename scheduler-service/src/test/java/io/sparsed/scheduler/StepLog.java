package io.sparsed.scheduler;

import java.util.Collection;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A StepLog records the forwards that workers get. Thread-safe. */
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

  /** Returns how often each step was requested. */
  Collection<AtomicInteger> asked() {
    return asked.values();
  }

  /**
   * Returns the time between the answer to a step and the next step of the same request.
   *
   * @param share share of the steps that took no longer, below 1
   */
  double millisBetween(double share) {
    long[] sorted = between.stream().mapToLong(nanos -> nanos).sorted().toArray();
    return sorted[(int) (share * sorted.length)] / 1e6;
  }
}

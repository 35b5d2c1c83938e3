package io.sparsed.bench.quality;

import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The score of a policy.
 *
 * @param policy the policy
 * @param byLength scores by canvas length in tokens, at least one
 * @param byKind scores by kind of task
 * @param workByLength work of an answer by canvas length; empty where the full computation did not
 *     run
 * @param kept share of the key blocks that a query block keeps in a sparse step, as the workers
 *     measured it; 1 if dense
 * @param attended share of the key blocks that a step attends to, over all steps
 * @param againstDense comparison with the full computation on the prompts that both answered; empty
 *     where that did not run
 */
record PolicyScore(
    Policy policy,
    SortedMap<Integer, Score> byLength,
    SortedMap<String, Score> byKind,
    SortedMap<Integer, Work> workByLength,
    double kept,
    double attended,
    Optional<Paired> againstDense) {
  /**
   * A comparison of a policy with the full computation on the same prompts.
   *
   * @param lost prompts that the full computation only answered
   * @param gained prompts that the full computation did not answer
   * @param count number of prompts, at least 1
   */
  record Paired(int lost, int gained, int count) {
    /** Returns by how many percentage points the accuracy is above that of the full computation. */
    double points() {
      return 100.0 * (gained - lost) / count;
    }
  }

  PolicyScore {
    byLength = Collections.unmodifiableSortedMap(new TreeMap<>(byLength));
    byKind = Collections.unmodifiableSortedMap(new TreeMap<>(byKind));
    workByLength = Collections.unmodifiableSortedMap(new TreeMap<>(workByLength));
  }

  /** Returns the score over all prompts. */
  Score all() {
    return byLength.values().stream()
        .reduce((a, b) -> new Score(a.correct() + b.correct(), a.count() + b.count()))
        .orElseThrow();
  }

  /** Returns the ends of the 95 % interval, in percent. */
  String interval() {
    return String.format(Locale.ROOT, "%.1f - %.1f", 100 * all().low(), 100 * all().high());
  }
}

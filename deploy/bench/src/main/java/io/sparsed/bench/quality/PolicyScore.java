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
 * @param all score over all of its prompts
 * @param byLength scores by canvas length in tokens
 * @param byKind scores by kind of task
 * @param kept share of the key blocks that a query block keeps in a sparse step, as the workers
 *     measured it; 1 if dense
 * @param attended share of the key blocks that a step attends to, over all steps
 * @param againstDense comparison with dense attention on the prompts that both answered; empty
 *     where dense did not run
 */
record PolicyScore(
    Policy policy,
    Score all,
    SortedMap<Integer, Score> byLength,
    SortedMap<String, Score> byKind,
    double kept,
    double attended,
    Optional<Paired> againstDense) {
  /**
   * A comparison of a policy with dense attention on the same prompts.
   *
   * @param lost prompts that dense only answered
   * @param gained prompts that dense did not answer
   * @param count number of prompts, at least 1
   */
  record Paired(int lost, int gained, int count) {
    /** Returns by how many percentage points the accuracy is above dense's. */
    double points() {
      return 100.0 * (gained - lost) / count;
    }
  }

  PolicyScore {
    byLength = Collections.unmodifiableSortedMap(new TreeMap<>(byLength));
    byKind = Collections.unmodifiableSortedMap(new TreeMap<>(byKind));
  }

  /** Returns the ends of the 95 % interval, in percent. */
  String interval() {
    return String.format(Locale.ROOT, "%.1f - %.1f", 100 * all.low(), 100 * all.high());
  }
}

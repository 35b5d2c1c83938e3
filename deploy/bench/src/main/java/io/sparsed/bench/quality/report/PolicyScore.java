package io.sparsed.bench.quality.report;

import io.sparsed.bench.quality.policy.Policy;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a policy did.
 *
 * @param all over all of its prompts
 * @param byLength by canvas length in tokens
 * @param byKind by kind of task
 * @param kept share of the key blocks that a query block keeps in a sparse step, as measured from
 *     the patterns; 1 if dense
 * @param attended share of the key blocks that a step attends to, over all steps
 * @param againstDense on the prompts that both answered; empty where dense did not run
 */
public record PolicyScore(
    Policy policy,
    Score all,
    SortedMap<Integer, Score> byLength,
    SortedMap<String, Score> byKind,
    double kept,
    double attended,
    Optional<Paired> againstDense) {
  /**
   * The same prompts under two policies.
   *
   * @param lost answered by dense only
   * @param gained not answered by dense
   * @param count of the prompts, at least 1
   */
  public record Paired(int lost, int gained, int count) {
    /** What the accuracy is above dense's, in percentage points. */
    public double points() {
      return 100.0 * (gained - lost) / count;
    }
  }

  /** Copies the maps. */
  public PolicyScore {
    byLength = Collections.unmodifiableSortedMap(new TreeMap<>(byLength));
    byKind = Collections.unmodifiableSortedMap(new TreeMap<>(byKind));
  }
}

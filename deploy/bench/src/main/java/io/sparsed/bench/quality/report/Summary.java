package io.sparsed.bench.quality.report;

import io.sparsed.bench.quality.policy.Policy;
import io.sparsed.bench.quality.report.PolicyScore.Paired;
import io.sparsed.bench.quality.result.Result;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What a run showed.
 *
 * @param policies those that have results, in the order in which they were named
 */
public record Summary(List<PolicyScore> policies) {
  /** Copies the list. */
  public Summary {
    policies = List.copyOf(policies);
  }

  /** Sums up results. */
  public static Summary of(List<Policy> policies, List<Result> results) {
    Map<String, Boolean> dense = new HashMap<>();
    results.stream()
        .filter(result -> result.key().policy().equals(Policy.dense().name()))
        .forEach(result -> dense.put(prompt(result), result.correct()));
    return new Summary(
        policies.stream()
            .flatMap(
                policy -> {
                  List<Result> of =
                      results.stream()
                          .filter(result -> result.key().policy().equals(policy.name()))
                          .toList();
                  return score(policy, of, dense).stream();
                })
            .toList());
  }

  /** The canvas lengths, ascending. */
  public SortedSet<Integer> lengths() {
    SortedSet<Integer> lengths = new TreeSet<>();
    policies.forEach(policy -> lengths.addAll(policy.byLength().keySet()));
    return lengths;
  }

  /** The kinds of task, in alphabetical order. */
  public SortedSet<String> kinds() {
    SortedSet<String> kinds = new TreeSet<>();
    policies.forEach(policy -> kinds.addAll(policy.byKind().keySet()));
    return kinds;
  }

  private static Optional<PolicyScore> score(
      Policy policy, List<Result> results, Map<String, Boolean> dense) {
    if (results.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new PolicyScore(
            policy,
            score(results),
            by(results, result -> result.key().length()),
            by(results, result -> result.key().kind()),
            results.stream().mapToDouble(Result::kept).average().orElseThrow(),
            results.stream().mapToDouble(Result::attended).average().orElseThrow(),
            paired(results, dense)));
  }

  private static Score score(List<Result> results) {
    return new Score((int) results.stream().filter(Result::correct).count(), results.size());
  }

  private static <K extends Comparable<K>> SortedMap<K, Score> by(
      List<Result> results, Function<Result, K> key) {
    SortedMap<K, Score> scores = new TreeMap<>();
    for (Result result : results) {
      scores.merge(
          key.apply(result),
          score(List.of(result)),
          (a, b) -> new Score(a.correct() + b.correct(), a.count() + b.count()));
    }
    return scores;
  }

  private static Optional<Paired> paired(List<Result> results, Map<String, Boolean> dense) {
    int lost = 0;
    int gained = 0;
    int count = 0;
    for (Result result : results) {
      Boolean answeredByDense = dense.get(prompt(result));
      if (answeredByDense != null) {
        count++;
        lost += answeredByDense && !result.correct() ? 1 : 0;
        gained += !answeredByDense && result.correct() ? 1 : 0;
      }
    }
    return count == 0 ? Optional.empty() : Optional.of(new Paired(lost, gained, count));
  }

  private static String prompt(Result result) {
    return result.key().length() + "/" + result.key().kind() + "/" + result.key().index();
  }
}

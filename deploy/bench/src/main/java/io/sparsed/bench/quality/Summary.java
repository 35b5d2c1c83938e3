package io.sparsed.bench.quality;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The scores of a run.
 *
 * @param policies policies that have results, in the order in which they were named
 */
record Summary(List<PolicyScore> policies) {
  Summary {
    policies = List.copyOf(policies);
  }

  /** Returns the scores of results. */
  static Summary of(List<Policy> policies, List<SampleResult> results) {
    Map<String, List<SampleResult>> byPolicy = grouped(results, SampleResult::policy);
    List<SampleResult> dense = byPolicy.getOrDefault(Policy.DENSE.name(), List.of());
    return new Summary(
        policies.stream()
            .filter(policy -> byPolicy.containsKey(policy.name()))
            .map(policy -> score(policy, byPolicy.getOrDefault(policy.name(), List.of()), dense))
            .toList());
  }

  /** Returns the canvas lengths, ascending. */
  SortedSet<Integer> lengths() {
    return keys(PolicyScore::byLength);
  }

  /** Returns the kinds of task, in alphabetical order. */
  SortedSet<String> kinds() {
    return keys(PolicyScore::byKind);
  }

  private <K extends Comparable<K>> SortedSet<K> keys(Function<PolicyScore, Map<K, Score>> scores) {
    return policies.stream()
        .flatMap(policy -> scores.apply(policy).keySet().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static PolicyScore score(
      Policy policy, List<SampleResult> results, List<SampleResult> dense) {
    return new PolicyScore(
        policy,
        by(results, SampleResult::length),
        by(results, SampleResult::task),
        work(results, dense),
        results.stream().mapToDouble(SampleResult::kept).average().orElseThrow(),
        results.stream().mapToDouble(SampleResult::attended).average().orElseThrow(),
        paired(results, dense));
  }

  private static Score score(List<SampleResult> results) {
    return new Score((int) results.stream().filter(SampleResult::correct).count(), results.size());
  }

  private static <K extends Comparable<K>> SortedMap<K, Score> by(
      List<SampleResult> results, Function<SampleResult, K> key) {
    SortedMap<K, Score> scores = new TreeMap<>();
    grouped(results, key).forEach((value, group) -> scores.put(value, score(group)));
    return scores;
  }

  /** Returns the work by length; nothing where the full computation did not run. */
  private static SortedMap<Integer, Work> work(
      List<SampleResult> results, List<SampleResult> dense) {
    SortedMap<Integer, Work> work = new TreeMap<>();
    Map<Integer, List<SampleResult>> full = grouped(dense, SampleResult::length);
    grouped(results, SampleResult::length)
        .forEach(
            (length, group) -> {
              List<SampleResult> same = full.get(length);
              if (same != null) {
                work.put(length, Work.mean(group, same));
              }
            });
    return work;
  }

  private static <K> Map<K, List<SampleResult>> grouped(
      List<SampleResult> results, Function<SampleResult, K> key) {
    return results.stream().collect(Collectors.groupingBy(key));
  }

  /** Returns the comparison on the prompts that both answered. */
  private static Optional<PolicyScore.Paired> paired(
      List<SampleResult> results, List<SampleResult> dense) {
    Set<String> asked = prompts(dense.stream());
    Set<String> right = prompts(dense.stream().filter(SampleResult::correct));
    List<SampleResult> both =
        results.stream().filter(result -> asked.contains(result.prompt())).toList();
    long lost = both.stream().filter(r -> right.contains(r.prompt()) && !r.correct()).count();
    long gained = both.stream().filter(r -> !right.contains(r.prompt()) && r.correct()).count();
    return both.isEmpty()
        ? Optional.empty()
        : Optional.of(new PolicyScore.Paired((int) lost, (int) gained, both.size()));
  }

  private static Set<String> prompts(Stream<SampleResult> results) {
    return results.map(SampleResult::prompt).collect(Collectors.toSet());
  }
}

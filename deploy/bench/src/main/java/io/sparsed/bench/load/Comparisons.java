package io.sparsed.bench.load;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Compares results with those before them, in sentences. */
final class Comparisons {
  private Comparisons() {}

  /** Returns the sentences, in the order of the results. */
  static List<String> of(List<LoadResult> results) {
    List<String> sentences = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      sentences.addAll(of(results.get(i), results.subList(0, i)));
    }
    return sentences;
  }

  /** Returns the closed loop with the highest throughput. */
  static Optional<LoadResult> capacity(Stream<LoadResult> results) {
    return results
        .filter(result -> result.load() instanceof Load.Closed)
        .max(Comparator.comparingDouble(LoadResult::requestsPerSecond));
  }

  private static List<String> of(LoadResult result, List<LoadResult> before) {
    return switch (result.load()) {
      case Load.Closed _ ->
          Stream.concat(
                  closed(before, result).limit(1),
                  before.stream().filter(each -> each.load().equals(result.load())).limit(1))
              .map(base -> throughput(result, base))
              .toList();
      case Load.Flooded(int clients, _) ->
          before.stream()
              .filter(each -> each.load().equals(new Load.Closed(clients)))
              .filter(each -> each.workers() == result.workers())
              .map(quiet -> flood(result, quiet))
              .toList();
      case Load.Open(_, int overload) ->
          capacity(closed(before, result))
              .filter(_ -> overload > 0)
              .map(capacity -> List.of(overload(result, capacity)))
              .orElse(List.of());
    };
  }

  /** Returns the closed loops on the deployment of {@code result}. */
  private static Stream<LoadResult> closed(List<LoadResult> before, LoadResult result) {
    return before.stream()
        .filter(each -> each.workers() == result.workers())
        .filter(each -> each.load() instanceof Load.Closed);
  }

  private static String throughput(LoadResult result, LoadResult base) {
    return String.format(
        Locale.ROOT,
        "%s: %.2f times the throughput of %s",
        result.name(),
        result.requestsPerSecond() / base.requestsPerSecond(),
        base.name());
  }

  private static String flood(LoadResult result, LoadResult quiet) {
    return String.format(
        Locale.ROOT,
        "%s: answered within %.0f ms (median) and %.0f ms (most); without it %.0f and %.0f ms",
        result.name(),
        LoadResult.millis(result.tally().latency, 50),
        LoadResult.millis(result.tally().latency, 100),
        LoadResult.millis(quiet.tally().latency, 50),
        LoadResult.millis(quiet.tally().latency, 100));
  }

  private static String overload(LoadResult result, LoadResult capacity) {
    return String.format(
        Locale.ROOT,
        "%s: %d of %d answered, %.2f times the throughput of %s; run p99 %.1f ms, %.2f times;"
            + " refused within %.1f ms (p99)",
        result.name(),
        result.tally().answered(),
        result.tally().answered() + result.refusedRequests() + result.failedRequests(),
        result.requestsPerSecond() / capacity.requestsPerSecond(),
        capacity.name(),
        LoadResult.millis(result.tally().run, 99),
        LoadResult.millis(result.tally().run, 99) / LoadResult.millis(capacity.tally().run, 99),
        LoadResult.millis(result.tally().refusal, 99));
  }
}

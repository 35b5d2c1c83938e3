package io.sparsed.bench.load;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What stands out among results, a sentence each. */
final class Comparisons {
  private Comparisons() {}

  static List<String> of(List<Result> results) {
    List<String> sentences = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      sentences.addAll(of(results.get(i), results.subList(0, i)));
    }
    return sentences;
  }

  /** The closed loop with the highest throughput. */
  static Optional<Result> capacity(Stream<Result> results) {
    return results
        .filter(result -> result.load() instanceof Load.Closed)
        .max(Comparator.comparingDouble(Result::requestsPerSecond));
  }

  private static List<String> of(Result result, List<Result> before) {
    return switch (result.load()) {
      case Load.Closed _ ->
          Stream.concat(
                  closed(before, result).limit(1),
                  before.stream().filter(each -> each.load().equals(result.load())).limit(1))
              .map(base -> throughput(result, base))
              .toList();
      case Load.Open(_, int overload) ->
          capacity(closed(before, result))
              .filter(_ -> overload > 0)
              .map(capacity -> List.of(overload(result, capacity)))
              .orElse(List.of());
    };
  }

  /** The closed loops on the deployment of {@code result}. */
  private static Stream<Result> closed(List<Result> before, Result result) {
    return before.stream()
        .filter(each -> each.workers() == result.workers())
        .filter(each -> each.load() instanceof Load.Closed);
  }

  private static String throughput(Result result, Result base) {
    return String.format(
        Locale.ROOT,
        "%s: %.2f times the throughput of %s",
        result.name(),
        result.requestsPerSecond() / base.requestsPerSecond(),
        base.name());
  }

  private static String overload(Result result, Result capacity) {
    return String.format(
        Locale.ROOT,
        "%s: %d of %d answered, %.2f times the throughput of %s; run p99 %.1f ms, %.2f times;"
            + " refused within %.1f ms (p99)",
        result.name(),
        result.answered(),
        result.answered() + result.refusedRequests() + result.failedRequests(),
        result.requestsPerSecond() / capacity.requestsPerSecond(),
        capacity.name(),
        Result.millis(result.run(), 99),
        Result.millis(result.run(), 99) / Result.millis(capacity.run(), 99),
        Result.millis(result.refusal(), 99));
  }
}

package io.sparsed.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The report for a terminal. */
final class ReportText {
  private ReportText() {}

  /** A table, then what stands out in it. */
  static List<String> lines(Report report) {
    List<String> lines = new ArrayList<>();
    lines.add(report.shape().toString());
    lines.add("latency, queue included, run without it, both in ms; overhead in ms a step");
    lines.add(
        row(
            "load",
            "answered",
            "refused",
            "failed",
            "req/s",
            "steps/s",
            "p50",
            "p90",
            "p99",
            "max",
            "run p50",
            "run p99",
            "ovh p50",
            "ovh p99"));
    report.results().forEach(result -> lines.add(row(result)));
    report.results().stream()
        .filter(result -> !result.failed().isEmpty())
        .forEach(
            result -> lines.add("failed with %s: %s".formatted(result.name(), result.failed())));
    report.results().stream()
        .filter(result -> result.resumes() > 0)
        .forEach(
            result ->
                lines.add(
                    "%s: %d times another scheduler went on"
                        .formatted(result.name(), result.resumes())));
    lines.addAll(Comparisons.of(report.results()));
    return lines;
  }

  private static String row(Result result) {
    return row(
        result.name(),
        Long.toString(result.answered()),
        Long.toString(result.refusedRequests()),
        Long.toString(result.failedRequests()),
        number(result.requestsPerSecond()),
        number(result.stepsPerSecond()),
        number(Result.millis(result.latency(), 50)),
        number(Result.millis(result.latency(), 90)),
        number(Result.millis(result.latency(), 99)),
        number(Result.millis(result.latency(), 100)),
        number(Result.millis(result.run(), 50)),
        number(Result.millis(result.run(), 99)),
        "%.3f".formatted(Result.millis(result.overhead(), 50)),
        "%.3f".formatted(Result.millis(result.overhead(), 99)));
  }

  private static String row(String load, String... columns) {
    StringBuilder row = new StringBuilder("%-28s".formatted(load));
    for (String column : columns) {
      row.append("%9s".formatted(column));
    }
    return row.toString();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}

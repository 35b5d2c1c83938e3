package io.sparsed.bench.load;

import io.sparsed.bench.chart.Axis;
import io.sparsed.bench.chart.Chart;
import io.sparsed.bench.chart.Series;
import io.sparsed.bench.report.Column;
import io.sparsed.bench.report.Machine;
import io.sparsed.bench.report.Report;
import io.sparsed.bench.report.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/** Makes the report of loads. */
final class LoadReport {
  private static final double[] PERCENTILES = {50, 90, 99, 100};
  private static final double[] DRAWN_PERCENTILES = {
    1, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99, 100
  };

  private LoadReport() {}

  /** Returns the report of loads of requests of one shape. */
  static Report of(RequestShape shape, List<LoadResult> results) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("prompt_tokens", shape.prompt());
    settings.put("gen_length", shape.generated());
    settings.put("steps", shape.steps());
    settings.put("reuse", shape.reuse().toString());
    settings.put("refresh_every", shape.refreshEvery());
    settings.put("dense", shape.dense());
    Report report =
        new Report("Load on a deployment", Machine.describe(), settings, List.of(table(results)))
            .withNotes(notes(results))
            .withFailures(
                results.stream()
                    .filter(result -> !result.tally().failed().isEmpty())
                    .map(
                        result ->
                            "failed with %s: %s".formatted(result.name(), result.tally().failed()))
                    .toList());
    List<Series> series =
        results.stream()
            .filter(result -> result.tally().answered() > 0)
            .map(result -> Series.line(result.name(), points(result.tally().latency)))
            .toList();
    return series.isEmpty() ? report : report.withFigures(List.of(chart(series).figure("load")));
  }

  private static Table<LoadResult> table(List<LoadResult> results) {
    return new Table<>(
        "loads",
        "Latency, queue included, and run without it, in ms; overhead in ms a step",
        results,
        List.of(
            Column.text("load", "load", LoadResult::name),
            Column.count("answered", "answered", result -> result.tally().answered()),
            Column.count("refused_requests", "refused", LoadResult::refusedRequests),
            Column.count("failed_requests", "failed", LoadResult::failedRequests),
            Column.number("requests_per_s", "req/s", 1, LoadResult::requestsPerSecond),
            Column.number("steps_per_s", "steps/s", 1, LoadResult::stepsPerSecond),
            percentile("p50", 1, 50, tally -> tally.latency),
            percentile("p90", 1, 90, tally -> tally.latency),
            percentile("p99", 1, 99, tally -> tally.latency),
            percentile("max", 1, 100, tally -> tally.latency),
            percentile("run p50", 1, 50, tally -> tally.run),
            percentile("run p99", 1, 99, tally -> tally.run),
            percentile("ovh p50", 3, 50, tally -> tally.overhead),
            percentile("ovh p99", 3, 99, tally -> tally.overhead),
            Column.hidden("workers", LoadResult::workers),
            Column.hidden("seconds", LoadResult::seconds),
            Column.hidden("tokens_per_s", LoadResult::tokensPerSecond),
            Column.hidden("resumes", result -> result.tally().resumes()),
            Column.hidden("refused", result -> result.tally().refused()),
            Column.hidden("failed", result -> result.tally().failed()),
            Column.hidden("latency_ms", result -> percentiles(result.tally().latency)),
            Column.hidden("run_ms", result -> percentiles(result.tally().run)),
            Column.hidden("step_overhead_ms", result -> percentiles(result.tally().overhead)),
            Column.hidden("refusal_ms", result -> percentiles(result.tally().refusal))));
  }

  private static Column<LoadResult> percentile(
      String heading, int decimals, double percent, Function<Tally, Histogram> histogram) {
    return Column.number(
        heading.replace(' ', '_'),
        heading,
        decimals,
        result -> LoadResult.millis(histogram.apply(result.tally()), percent));
  }

  private static Map<String, Double> percentiles(Histogram histogram) {
    Map<String, Double> millis = new LinkedHashMap<>();
    for (double percent : PERCENTILES) {
      millis.put("p" + (int) percent, LoadResult.millis(histogram, percent));
    }
    return millis;
  }

  private static List<String> notes(List<LoadResult> results) {
    return Stream.concat(
            results.stream()
                .filter(result -> result.tally().resumes() > 0)
                .map(
                    result ->
                        "%s: %d times another scheduler went on"
                            .formatted(result.name(), result.tally().resumes())),
            Comparisons.of(results).stream())
        .toList();
  }

  private static Chart chart(List<Series> series) {
    return new Chart(
        "Latency under load",
        Axis.linear("percentile of the answered requests"),
        Axis.log2("latency, ms"),
        series);
  }

  private static List<Series.Point> points(Histogram latency) {
    return DoubleStream.of(DRAWN_PERCENTILES)
        .mapToObj(
            percent ->
                new Series.Point(percent, Math.max(1e-3, LoadResult.millis(latency, percent))))
        .toList();
  }
}

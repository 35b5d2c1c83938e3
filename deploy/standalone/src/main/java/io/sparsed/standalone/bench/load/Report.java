package io.sparsed.standalone.bench.load;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparsed.standalone.chart.Axis;
import io.sparsed.standalone.chart.Chart;
import io.sparsed.standalone.chart.ChartImage;
import io.sparsed.standalone.chart.Series;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.HdrHistogram.Histogram;

/**
 * What the loads gave, as text, JSON and a chart.
 *
 * @param shape of the requests
 * @param results in the order of the loads
 */
record Report(RequestShape shape, List<Result> results) {
  private static final double[] PERCENTILES = {50, 90, 99, 100};
  private static final double[] DRAWN_PERCENTILES = {
    1, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99, 100
  };

  /** A table, then what stands out in it. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(shape.toString());
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
    results.forEach(result -> lines.add(row(result)));
    results.stream()
        .filter(result -> !result.failed().isEmpty())
        .forEach(
            result -> lines.add("failed with %s: %s".formatted(name(result), result.failed())));
    results.stream()
        .filter(result -> result.resumes() > 0)
        .forEach(
            result ->
                lines.add(
                    "%s: %d times another scheduler went on"
                        .formatted(name(result), result.resumes())));
    lines.addAll(Comparisons.of(results));
    return lines;
  }

  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.putObject("request")
        .put("prompt_tokens", shape.prompt())
        .put("gen_length", shape.generated())
        .put("steps", shape.steps())
        .put("dense", shape.dense());
    var loads = json.putArray("loads");
    results.forEach(result -> loads.add(json(result)));
    var comparisons = json.putArray("comparisons");
    Comparisons.of(results).forEach(comparisons::add);
    return json;
  }

  /**
   * Writes load.json and load.svg.
   *
   * @throws IOException if a file cannot be written
   */
  void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("load.json"), json().toPrettyString() + "\n");
    List<Series> series =
        results.stream()
            .filter(result -> result.answered() > 0)
            .map(result -> Series.line(name(result), points(result.latency())))
            .toList();
    if (!series.isEmpty()) {
      Chart chart =
          new Chart(
              "Latency under load",
              Axis.linear("percentile of the answered requests"),
              Axis.log2("latency, ms"),
              series);
      Files.writeString(folder.resolve("load.svg"), ChartImage.of(chart).svg());
    }
  }

  static String name(Result result) {
    String deployment = result.workers() == 0 ? "" : " on " + result.workers();
    return result.load().name() + deployment;
  }

  private static List<Series.Point> points(Histogram latency) {
    return DoubleStream.of(DRAWN_PERCENTILES)
        .mapToObj(
            percent -> new Series.Point(percent, Math.max(1e-3, Result.millis(latency, percent))))
        .toList();
  }

  private static ObjectNode json(Result result) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("load", result.load().name())
            .put("workers", result.workers())
            .put("seconds", result.seconds())
            .put("answered", result.answered())
            .put("requests_per_s", result.requestsPerSecond())
            .put("steps_per_s", result.stepsPerSecond())
            .put("tokens_per_s", result.tokensPerSecond())
            .put("resumes", result.resumes());
    result.refused().forEach(json.putObject("refused")::put);
    result.failed().forEach(json.putObject("failed")::put);
    percentiles(json.putObject("latency_ms"), result.latency());
    percentiles(json.putObject("run_ms"), result.run());
    percentiles(json.putObject("step_overhead_ms"), result.overhead());
    percentiles(json.putObject("refusal_ms"), result.refusal());
    return json;
  }

  private static void percentiles(ObjectNode json, Histogram histogram) {
    for (double percent : PERCENTILES) {
      json.put("p" + (int) percent, Result.millis(histogram, percent));
    }
  }

  private static String row(Result result) {
    return row(
        name(result),
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

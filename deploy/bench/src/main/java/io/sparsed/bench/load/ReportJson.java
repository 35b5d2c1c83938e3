package io.sparsed.bench.load;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.HdrHistogram.Histogram;

/** The report as JSON. */
final class ReportJson {
  private static final double[] PERCENTILES = {50, 90, 99, 100};

  private ReportJson() {}

  /** {@code {"request": {...}, "loads": [...], "comparisons": [...]}}. */
  static ObjectNode of(Report report) {
    RequestShape shape = report.shape();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.putObject("request")
        .put("prompt_tokens", shape.prompt())
        .put("gen_length", shape.generated())
        .put("steps", shape.steps())
        .put("dense", shape.dense());
    var loads = json.putArray("loads");
    report.results().forEach(result -> loads.add(load(result)));
    var comparisons = json.putArray("comparisons");
    Comparisons.of(report.results()).forEach(comparisons::add);
    return json;
  }

  private static ObjectNode load(Result result) {
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
}

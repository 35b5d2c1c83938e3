package io.sparsed.bench.latency;

import io.sparsed.bench.chart.Axis;
import io.sparsed.bench.chart.Chart;
import io.sparsed.bench.chart.ChartImage;
import io.sparsed.bench.chart.Drawing;
import io.sparsed.bench.chart.Series;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A report in a folder: latency.json, latency.md, and a chart as SVG and PNG.
 *
 * @param drawing where it is not possible, there is no chart
 */
record ReportFiles(Path folder, Drawing drawing) {
  static final String JSON = "latency.json";

  /** Writes all of them; those of an earlier run are replaced. */
  void write(Report report) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(JSON), ReportJson.of(report).toPrettyString() + "\n");
    Files.writeString(
        folder.resolve("latency.md"), String.join("\n", ReportText.lines(report)) + "\n");
    if (drawing.isPossible()) {
      ChartImage image = ChartImage.of(chart(report));
      Files.writeString(folder.resolve("latency.svg"), image.svg());
      Files.write(folder.resolve("latency.png"), image.png());
    }
  }

  /** Seconds of a step against the canvas, a line a kind of step. */
  static Chart chart(Report report) {
    Map<String, List<Series.Point>> lines = new LinkedHashMap<>();
    for (StepTime step : report.steps()) {
      lines
          .computeIfAbsent(step.kind().toString(), kind -> new ArrayList<>())
          .add(new Series.Point(step.canvas(), step.seconds()));
    }
    return new Chart(
        "A forward pass of " + report.model(),
        Axis.log2("canvas, tokens"),
        Axis.log2("seconds"),
        lines.entrySet().stream()
            .map(line -> Series.line(line.getKey(), line.getValue()))
            .toList());
  }
}

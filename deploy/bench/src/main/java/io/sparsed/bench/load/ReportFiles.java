package io.sparsed.bench.load;

import io.sparsed.bench.chart.Axis;
import io.sparsed.bench.chart.Chart;
import io.sparsed.bench.chart.ChartImage;
import io.sparsed.bench.chart.Drawing;
import io.sparsed.bench.chart.Series;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.DoubleStream;
import org.HdrHistogram.Histogram;

/**
 * A report in a folder: load.json, and the chart load.svg.
 *
 * @param drawing where it is not possible, there is no chart
 */
record ReportFiles(Path folder, Drawing drawing) {
  private static final double[] DRAWN_PERCENTILES = {
    1, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99, 100
  };

  /**
   * Writes all of them; those of an earlier run are replaced.
   *
   * @throws IOException if a file cannot be written
   */
  void write(Report report) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("load.json"), ReportJson.of(report).toPrettyString() + "\n");
    List<Series> series =
        report.results().stream()
            .filter(result -> result.answered() > 0)
            .map(result -> Series.line(result.name(), points(result.latency())))
            .toList();
    if (drawing.isPossible() && !series.isEmpty()) {
      Files.writeString(folder.resolve("load.svg"), ChartImage.of(chart(series)).svg());
    }
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
            percent -> new Series.Point(percent, Math.max(1e-3, Result.millis(latency, percent))))
        .toList();
  }
}

package io.sparsed.bench.quality.report;

import io.sparsed.bench.chart.Chart;
import io.sparsed.bench.chart.ChartImage;
import io.sparsed.bench.chart.Drawing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reports in a folder: quality.json, quality.md and its charts, as SVG and PNG.
 *
 * @param drawing where it is not possible, the page says how to get the charts
 */
public record ReportFiles(Path folder, Drawing drawing) {

  /**
   * Writes all of them; those of an earlier run are replaced.
   *
   * @throws IOException if a file cannot be written
   */
  public void write(Run run, Summary summary) throws IOException {
    Files.writeString(
        folder.resolve("quality.json"), JsonReport.of(run, summary).toPrettyString() + "\n");
    Map<String, Chart> charts = new LinkedHashMap<>();
    Charts.byBudget(summary).ifPresent(chart -> charts.put("accuracy-by-budget", chart));
    Charts.byLength(summary).ifPresent(chart -> charts.put("accuracy-by-length", chart));
    if (drawing.isPossible()) {
      draw(charts);
    }
    Files.writeString(
        folder.resolve("quality.md"), Page.of(run, summary, charts.keySet(), drawing));
  }

  private void draw(Map<String, Chart> charts) throws IOException {
    for (Map.Entry<String, Chart> chart : charts.entrySet()) {
      ChartImage image = ChartImage.of(chart.getValue());
      Files.writeString(folder.resolve(chart.getKey() + ".svg"), image.svg());
      Files.write(folder.resolve(chart.getKey() + ".png"), image.png());
    }
  }
}

package io.sparsed.standalone.bench.quality.report;

import io.sparsed.standalone.chart.Chart;
import io.sparsed.standalone.chart.ChartImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the reports into a folder: quality.json, quality.md and its charts, as SVG and PNG. */
public final class ReportFiles {
  private ReportFiles() {}

  /**
   * Writes all of them; those of an earlier run are replaced.
   *
   * @throws IOException if a file cannot be written
   * @throws io.sparsed.standalone.chart.FontsMissingException if charts cannot be drawn; the JSON
   *     is there
   */
  public static void write(Path folder, Run run, Summary summary) throws IOException {
    Files.writeString(
        folder.resolve("quality.json"), JsonReport.of(run, summary).toPrettyString() + "\n");
    Map<String, Chart> charts = new LinkedHashMap<>();
    Charts.byBudget(summary).ifPresent(chart -> charts.put("accuracy-by-budget", chart));
    Charts.byLength(summary).ifPresent(chart -> charts.put("accuracy-by-length", chart));
    List<String> pictures = new ArrayList<>();
    for (Map.Entry<String, Chart> chart : charts.entrySet()) {
      ChartImage image = ChartImage.of(chart.getValue());
      String picture = chart.getKey() + ".svg";
      Files.writeString(folder.resolve(picture), image.svg());
      Files.write(folder.resolve(chart.getKey() + ".png"), image.png());
      pictures.add(picture);
    }
    Files.writeString(folder.resolve("quality.md"), Page.of(run, summary, pictures));
  }
}

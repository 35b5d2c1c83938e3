package io.sparsed.bench.report;

import io.sparsed.bench.chart.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder with the files of a report: JSON, Markdown, an HTML page, and pictures in SVG.
 *
 * @param path folder, created where it is missing
 */
public record ReportFolder(Path path) {
  /**
   * Writes the files of a report; those of an earlier run are replaced.
   *
   * @param name name of the files, without ending
   * @param command command line that made the report
   * @throws IOException if a file cannot be written
   */
  public void write(String name, Report report, String command) throws IOException {
    Files.createDirectories(path);
    write(name + ".json", Json.of(report, command).toPrettyString() + "\n");
    write(name + ".md", Markdown.page(report, command));
    write(name + ".html", Page.of(report, command));
    for (Figure figure : report.figures()) {
      write(figure.name() + ".svg", figure.svg());
    }
  }

  private void write(String file, String content) throws IOException {
    Files.writeString(path.resolve(file), content);
  }
}

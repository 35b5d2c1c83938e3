package io.sparsed.bench.report;

import io.sparsed.bench.chart.Template;
import java.util.List;
import java.util.Map;

/**
 * The values of the template of an HTML page that needs no other file.
 *
 * @param report report that the page shows
 * @param command command line that made the report
 * @param settings settings of the report
 * @param tables tables as text
 */
record Page(
    Report report, String command, List<Map.Entry<String, Object>> settings, List<Grid> tables) {

  /** A table as text. */
  private record Grid(String caption, List<String> headings, List<List<String>> cells) {}

  /** Returns the page of a report. */
  static String of(Report report, String command) {
    List<Grid> tables =
        report.tables().stream()
            .map(table -> new Grid(table.caption(), table.headings(), table.cells()))
            .toList();
    return Template.fill(
        Page.class,
        "page.html.mustache",
        new Page(report, command, List.copyOf(report.settings().entrySet()), tables));
  }
}

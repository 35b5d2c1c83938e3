package io.sparsed.bench.report;

import io.sparsed.bench.chart.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Writes a report in Markdown, which is also what a terminal gets. */
final class Markdown {
  private Markdown() {}

  /** Returns the lines of a report, without its pictures. */
  static List<String> lines(Report report, String command) {
    List<String> lines = new ArrayList<>();
    lines.add("# " + report.title());
    paragraph(lines, List.of("    ./sparsed " + command));
    paragraph(lines, List.of(report.machine()));
    paragraph(
        lines,
        List.of(
            report.settings().entrySet().stream()
                .map(setting -> setting.getKey() + ": " + setting.getValue())
                .collect(Collectors.joining("; "))));
    for (Table<?> table : report.tables()) {
      paragraph(lines, List.of("## " + table.caption()));
      paragraph(lines, table.markdown());
    }
    report.notes().forEach(note -> paragraph(lines, List.of(note)));
    report.failures().forEach(failure -> paragraph(lines, List.of(failure)));
    return lines;
  }

  /** Returns the document of a report, with links to the files of its pictures. */
  static String page(Report report, String command) {
    List<String> lines = lines(report, command);
    for (Figure figure : report.figures()) {
      paragraph(lines, List.of("![%s](%s.svg)".formatted(figure.caption(), figure.name())));
    }
    return String.join("\n", lines) + "\n";
  }

  private static void paragraph(List<String> lines, List<String> paragraph) {
    lines.add("");
    lines.addAll(paragraph);
  }
}

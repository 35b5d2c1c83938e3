package io.sparsed.bench.report;

import io.sparsed.bench.chart.Figure;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The results of a benchmark.
 *
 * @param title what was measured
 * @param machine device, processor and Java, in a line
 * @param settings what was chosen for the run, in the order in which it is shown
 * @param tables numbers
 * @param notes sentences about the numbers, a paragraph each
 * @param failures sentences that tell what failed; the command fails if there are any
 * @param figures charts and other pictures
 */
public record Report(
    String title,
    String machine,
    Map<String, Object> settings,
    List<Table<?>> tables,
    List<String> notes,
    List<String> failures,
    List<Figure> figures) {
  public Report {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    tables = List.copyOf(tables);
    notes = List.copyOf(notes);
    failures = List.copyOf(failures);
    figures = List.copyOf(figures);
  }

  /** Creates a report of numbers alone. */
  public Report(String title, String machine, Map<String, Object> settings, List<Table<?>> tables) {
    this(title, machine, settings, tables, List.of(), List.of(), List.of());
  }

  /** Returns this report with notes. */
  public Report withNotes(List<String> notes) {
    return new Report(title, machine, settings, tables, notes, failures, figures);
  }

  /** Returns this report with failures. */
  public Report withFailures(List<String> failures) {
    return new Report(title, machine, settings, tables, notes, failures, figures);
  }

  /** Returns this report with pictures. */
  public Report withFigures(List<Figure> figures) {
    return new Report(title, machine, settings, tables, notes, failures, figures);
  }
}

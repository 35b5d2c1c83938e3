package io.sparsed.bench.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A table of a report, for people and as JSON.
 *
 * @param <T> type of the rows
 * @param name key of the table in JSON
 * @param caption title of the table
 * @param rows from top to bottom
 * @param columns from left to right
 */
public record Table<T>(String name, String caption, List<T> rows, List<Column<T>> columns) {
  public Table {
    rows = List.copyOf(rows);
    columns = List.copyOf(columns);
  }

  /** Returns the table in Markdown, its columns aligned so that a terminal shows them too. */
  List<String> markdown() {
    List<List<String>> cells = Stream.concat(Stream.of(headings()), cells().stream()).toList();
    int[] widths =
        IntStream.range(0, shown().size())
            .map(i -> cells.stream().mapToInt(row -> row.get(i).length()).max().orElseThrow())
            .map(width -> Math.max(2, width))
            .toArray();
    List<String> lines = new ArrayList<>();
    cells.forEach(row -> lines.add(line(i -> aligned(row.get(i), widths[i], i))));
    lines.add(1, line(i -> "-".repeat(widths[i] - 1) + (shown().get(i).isNumber() ? ":" : "-")));
    return lines;
  }

  /** Returns the headings of the columns that are shown. */
  List<String> headings() {
    return shown().stream().map(Column::heading).toList();
  }

  /** Returns the cells of the columns that are shown, row by row. */
  List<List<String>> cells() {
    return rows.stream()
        .map(row -> shown().stream().map(column -> column.cell(row)).toList())
        .toList();
  }

  private List<Column<T>> shown() {
    return columns.stream().filter(Column::isShown).toList();
  }

  private String line(IntFunction<String> cell) {
    return IntStream.range(0, shown().size())
        .mapToObj(cell)
        .collect(Collectors.joining(" | ", "| ", " |"));
  }

  private String aligned(String cell, int width, int column) {
    String padding = " ".repeat(width - cell.length());
    return shown().get(column).isNumber() ? padding + cell : cell + padding;
  }

  /** Returns the table as a list of objects, with the values of hidden columns. */
  ArrayNode json() {
    ArrayNode json = Json.MAPPER.createArrayNode();
    for (T row : rows) {
      ObjectNode object = json.addObject();
      for (Column<T> column : columns) {
        column
            .valueOf(row)
            .ifPresent(value -> object.set(column.name(), Json.MAPPER.valueToTree(value)));
      }
    }
    return json;
  }
}

package io.sparsed.bench.quality.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The summary for a terminal. */
public final class TextReport {
  private TextReport() {}

  /** The table, a line a policy; accuracies in percent. */
  public static List<String> lines(Summary summary) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(Cells.header(summary));
    summary.policies().forEach(policy -> rows.add(Cells.row(summary, policy)));
    int[] widths =
        IntStream.range(0, rows.getFirst().size())
            .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .toArray();
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private static String line(List<String> row, int... widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String padding = " ".repeat(widths[i] - row.get(i).length());
      // Names to the left, numbers to the right.
      line.append(i == 0 ? row.get(i) + padding : "  " + padding + row.get(i));
    }
    return line.toString().stripTrailing();
  }
}

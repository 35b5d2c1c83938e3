package io.sparsed.bench.quality;

import io.sparsed.bench.chart.Axis;
import io.sparsed.bench.chart.Chart;
import io.sparsed.bench.chart.Figure;
import io.sparsed.bench.chart.Series;
import io.sparsed.bench.chart.Series.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes the charts of a summary, without ablations: their lines would lie on SparseD's. */
final class QualityCharts {
  private static final Axis ACCURACY = Axis.linear("Right answers (%)").between(0, 100);

  /** The share of blocks that the paper keeps. */
  private static final double PUBLISHED_SELECT = 0.3;

  private QualityCharts() {}

  /** Returns the charts of attention, or those of work where keys and values were reused. */
  static List<Figure> of(Summary summary) {
    return summary.policies().stream()
            .allMatch(score -> score.policy().acceleration().equals(Acceleration.NONE))
        ? Stream.of(
                byBudget(summary).map(chart -> chart.figure("accuracy-by-budget")),
                byLength(summary).map(chart -> chart.figure("accuracy-by-length")))
            .flatMap(Optional::stream)
            .toList()
        : WorkCharts.of(summary);
  }

  /** Returns accuracy against the measured share of kept blocks, a line a kind and skip. */
  private static Optional<Chart> byBudget(Summary summary) {
    List<PolicyScore> shown =
        summary.policies().stream().filter(QualityCharts::isCompared).toList();
    Map<String, List<PolicyScore>> lines =
        shown.stream()
            .filter(score -> score.policy().attention().select().isPresent())
            .collect(
                Collectors.groupingBy(
                    score -> title(score.policy().attention()),
                    LinkedHashMap::new,
                    Collectors.toList()));
    List<Series> series = new ArrayList<>();
    lines.forEach((title, scores) -> series.add(Series.line(title, budgetPoints(scores))));
    double widest =
        shown.stream().mapToDouble(PolicyScore::kept).filter(k -> k < 1).max().orElse(1);
    shown.stream()
        .filter(score -> score.policy().attention().kind() == Kind.DENSE)
        .map(dense -> percent(dense.all()))
        .forEach(y -> series.add(0, Series.reference("Dense", level(y, 100 * widest))));
    return chart(
        "Accuracy against budget",
        Axis.linear("Key blocks that a query block keeps in a sparse step (%)"),
        series);
  }

  /** Returns accuracy against canvas length, at one budget. */
  private static Optional<Chart> byLength(Summary summary) {
    double select = select(summary);
    List<Series> series =
        summary.policies().stream()
            .filter(QualityCharts::isCompared)
            .filter(score -> score.policy().attention().select().orElse(select) == select)
            .map(
                score ->
                    new Series(
                        title(score.policy().attention()), isReference(score), lengthPoints(score)))
            .toList();
    return chart(
        "Accuracy against context, select " + select, Axis.log2("Canvas (tokens)"), series);
  }

  /** Returns a chart, or nothing where only ablations ran. */
  private static Optional<Chart> chart(String title, Axis x, List<Series> series) {
    return series.isEmpty() ? Optional.empty() : Optional.of(new Chart(title, x, ACCURACY, series));
  }

  private static boolean isCompared(PolicyScore score) {
    return switch (score.policy().attention().kind()) {
      case DENSE, SPARSED, WINDOW, STREAMING, RANDOM -> true;
      case JOINT, SHARED_HEADS -> false;
    };
  }

  /** Returns the published share if it ran, else the largest that did. */
  private static double select(Summary summary) {
    List<Double> selects =
        summary.policies().stream()
            .flatMap(s -> s.policy().attention().select().stream().boxed())
            .toList();
    return selects.contains(PUBLISHED_SELECT)
        ? PUBLISHED_SELECT
        : selects.stream().max(Comparator.naturalOrder()).orElse(1.0);
  }

  private static String title(AttentionPolicy policy) {
    return policy.kind().title()
        + (policy.skip().isPresent() ? ", skip " + policy.skip().getAsDouble() : "");
  }

  private static boolean isReference(PolicyScore score) {
    return score.policy().attention().kind() == Kind.DENSE;
  }

  private static List<Point> budgetPoints(List<PolicyScore> scores) {
    return scores.stream()
        .sorted(Comparator.comparingDouble(PolicyScore::kept))
        .map(score -> new Point(100 * score.kept(), percent(score.all())))
        .toList();
  }

  private static List<Point> lengthPoints(PolicyScore score) {
    return score.byLength().entrySet().stream()
        .map(entry -> new Point(entry.getKey(), percent(entry.getValue())))
        .toList();
  }

  private static List<Point> level(double y, double to) {
    return List.of(new Point(0, y), new Point(to, y));
  }

  private static double percent(Score score) {
    return 100 * score.accuracy();
  }
}

package io.sparsed.bench.quality;

import io.sparsed.bench.chart.Axis;
import io.sparsed.bench.chart.Chart;
import io.sparsed.bench.chart.Figure;
import io.sparsed.bench.chart.Series;
import io.sparsed.bench.chart.Series.Point;
import io.sparsed.client.KeyValueReuse;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Draws accuracy against work, a chart for each canvas length. */
final class WorkCharts {
  private WorkCharts() {}

  /** Returns the charts; none where the full computation did not run. */
  static List<Figure> of(Summary summary) {
    List<Figure> charts = new ArrayList<>();
    for (int length : summary.lengths()) {
      List<PolicyScore> counted =
          summary.policies().stream()
              .filter(score -> score.workByLength().containsKey(length))
              .toList();
      if (!counted.isEmpty()) {
        charts.add(chart(length, counted));
      }
    }
    return charts;
  }

  /**
   * Returns the chart of a length: a line through refreshes from every step to the starts of blocks
   * only, for each kind of attention and rule of several tokens. Fast-dLLM stands apart.
   */
  private static Figure chart(int length, List<PolicyScore> scores) {
    Map<String, List<PolicyScore>> lines =
        scores.stream()
            .filter(score -> score.policy().acceleration().reuse() != KeyValueReuse.PREFIX)
            .collect(
                Collectors.groupingBy(
                    score -> line(score.policy()), LinkedHashMap::new, Collectors.toList()));
    List<Series> series = new ArrayList<>();
    lines.forEach((name, line) -> series.add(Series.line(name, points(line, length))));
    List<PolicyScore> corner = scores.stream().filter(s -> isFastDllm(s.policy())).toList();
    if (!corner.isEmpty()) {
      series.add(Series.line("Fast-dLLM", points(corner, length)));
    }
    double lowest =
        series.stream()
            .map(Series::points)
            .flatMap(Collection::stream)
            .mapToDouble(Point::y)
            .min()
            .orElse(0);
    return new Chart(
            "Accuracy against work, %d tokens".formatted(length),
            Axis.log2("Work of an answer (% of the full computation's)"),
            Axis.linear("Right answers (%)").between(Math.floor(lowest / 10) * 10 - 2, 102),
            series)
        .figure("accuracy-by-work-" + length);
  }

  private static boolean isFastDllm(Policy policy) {
    Acceleration acceleration = policy.acceleration();
    return policy.attention().kind() == Kind.DENSE
        && acceleration.reuse() == KeyValueReuse.DUAL
        && acceleration.refreshEvery() == 0;
  }

  /** Returns the name of the policy without its reuse. */
  private static String line(Policy policy) {
    return new Policy(
            policy.attention(),
            new Acceleration(KeyValueReuse.NONE, 0, policy.acceleration().parallel()))
        .name();
  }

  private static List<Point> points(List<PolicyScore> scores, int length) {
    return scores.stream()
        .map(
            score ->
                new Point(
                    100 * score.workByLength().get(length).share(),
                    100 * score.byLength().get(length).accuracy()))
        .sorted(Comparator.comparingDouble(Point::x))
        .toList();
  }
}

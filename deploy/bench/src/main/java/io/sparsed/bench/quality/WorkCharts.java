package io.sparsed.bench.quality;

import io.sparsed.bench.chart.Axis;
import io.sparsed.bench.chart.Chart;
import io.sparsed.bench.chart.Figure;
import io.sparsed.bench.chart.Series;
import io.sparsed.bench.chart.Series.Point;
import io.sparsed.client.KeyValueReuse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
   * Returns the chart of a length: for each kind of attention a line from the full computation to
   * refreshes at the starts of blocks only, with one token a step and with a threshold. Fast-dLLM's
   * policies stand apart.
   */
  private static Figure chart(int length, List<PolicyScore> scores) {
    Map<String, List<PolicyScore>> lines = new LinkedHashMap<>();
    Map<String, List<PolicyScore>> corners = new LinkedHashMap<>();
    for (PolicyScore score : scores) {
      if (isDrawn(score.policy().acceleration())) {
        String name = attention(score.policy().attention()) + rule(score.policy());
        lines.computeIfAbsent(name, any -> new ArrayList<>()).add(score);
      }
      if (isFastDllm(score.policy())) {
        corners.put("Fast-dLLM" + rule(score.policy()), List.of(score));
      }
    }
    lines.putAll(corners);
    List<Series> series = new ArrayList<>();
    lines.forEach((name, line) -> series.add(Series.line(name, points(line, length))));
    double lowest =
        series.stream()
            .flatMap(line -> line.points().stream())
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

  private static boolean isDrawn(Acceleration acceleration) {
    boolean simple = acceleration.parallel().map(rule -> rule.threshold().isPresent()).orElse(true);
    return simple && !acceleration.stops() && acceleration.reuse() != KeyValueReuse.PREFIX;
  }

  private static boolean isFastDllm(Policy policy) {
    return policy.attention().kind() == Kind.DENSE
        && isDrawn(policy.acceleration())
        && policy.acceleration().reuses()
        && policy.acceleration().refreshEvery() == 0;
  }

  private static String attention(AttentionPolicy policy) {
    return policy.select().isPresent()
        ? policy.kind().title() + " " + Policy.number(policy.select().getAsDouble())
        : policy.kind().title();
  }

  private static String rule(Policy policy) {
    return policy.acceleration().parallel().map(rule -> ", " + Acceleration.name(rule)).orElse("");
  }

  private static List<Point> points(List<PolicyScore> scores, int length) {
    List<Point> points = new ArrayList<>();
    for (PolicyScore policy : scores) {
      Work work = policy.workByLength().get(length);
      Score score = policy.byLength().get(length);
      if (work != null && score != null) {
        points.add(new Point(100 * work.share(), 100 * score.accuracy()));
      }
    }
    points.sort(Comparator.comparingDouble(Point::x));
    return points;
  }
}

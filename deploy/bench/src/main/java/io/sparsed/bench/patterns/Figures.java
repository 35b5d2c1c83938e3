package io.sparsed.bench.patterns;

import io.sparsed.bench.chart.Axis;
import io.sparsed.bench.chart.Chart;
import io.sparsed.bench.chart.ChartImage;
import io.sparsed.bench.chart.Series;
import io.sparsed.bench.chart.Series.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** The figures of a report. People count layers, heads and steps from 1, and so do figures. */
final class Figures {
  /** More lines than these could not be told apart. */
  private static final int MOST_LINES = 6;

  /** More columns than these are no wider than their names. */
  private static final int NAMED_COLUMNS = 8;

  private Figures() {}

  /** Every head's kept blocks: a row a layer, a column a head. */
  static PanelFigure kept(Observation observation) {
    Snapshot taken = observation.taken();
    boolean brief = taken.heads() > NAMED_COLUMNS;
    List<Panel> panels = new ArrayList<>();
    for (int layer = 0; layer < taken.layers(); layer++) {
      for (int head = 0; head < taken.heads(); head++) {
        BlockMask mask = taken.mask(layer, head);
        String name = "layer %d, head %d".formatted(layer + 1, head + 1);
        panels.add(
            new Panel(
                brief ? "%d·%d".formatted(layer + 1, head + 1) : name,
                "%s keeps %d of %d blocks"
                    .formatted(name, mask.kept(), (long) mask.blocks() * mask.blocks()),
                Picture.of(mask),
                mask.firstGeneration() == 0
                    ? OptionalDouble.empty()
                    : OptionalDouble.of((double) mask.firstGeneration() / mask.blocks()),
                List.of()));
      }
    }
    return new PanelFigure(
        "Blocks that each head keeps at step " + (taken.step() + 1),
        panels,
        taken.heads(),
        Optional.empty());
  }

  /** Steps against steps over all heads: the whole canvas, and the generation. */
  static PanelFigure steps(Findings findings) {
    OverlapMatrix whole = findings.overTime().all();
    OverlapMatrix generation = findings.overTimeOfGeneration().all();
    ColorScale scale = ColorScale.aboveChance(List.of(whole, generation));
    List<String> steps = fromOne(findings.steps());
    return new PanelFigure(
        "How alike the steps are",
        List.of(
            overlaps("step against step, all query blocks", whole, scale, steps),
            overlaps("query blocks of the generation", generation, scale, steps)),
        2,
        Optional.of(scale));
  }

  /** Steps against steps in the generation, a panel a layer. */
  static PanelFigure stepsByLayer(Findings findings) {
    return byLayer(
        "How alike the steps are in the generation, by layer",
        findings.overTimeOfGeneration().byLayer(),
        fromOne(findings.steps()));
  }

  /** Heads against heads, a panel a layer. */
  static PanelFigure heads(Findings findings) {
    int heads = findings.headsByLayer().getFirst().size();
    return byLayer(
        "How alike the heads of a layer are",
        findings.headsByLayer(),
        fromOne(IntStream.range(0, heads).boxed().toList()));
  }

  private static PanelFigure byLayer(
      String title, List<OverlapMatrix> layers, List<String> labels) {
    ColorScale scale = ColorScale.aboveChance(layers);
    return new PanelFigure(
        title,
        IntStream.range(0, layers.size())
            .mapToObj(layer -> overlaps("layer " + (layer + 1), layers.get(layer), scale, labels))
            .toList(),
        Math.min(6, layers.size()),
        Optional.of(scale));
  }

  private static Panel overlaps(
      String name, OverlapMatrix overlaps, ColorScale scale, List<String> labels) {
    return new Panel(
        name,
        name
            + overlaps
                .mean()
                .map(mean -> ": " + Text.share(mean.share()) + " in common on the average")
                .orElse(""),
        Picture.of(overlaps, scale),
        OptionalDouble.empty(),
        labels);
  }

  private static List<String> fromOne(List<Integer> indices) {
    return indices.stream().map(index -> String.valueOf(index + 1)).toList();
  }

  /** What each step has in common with the one whose pattern is taken, a line a layer. */
  static ChartImage overTime(Findings findings) {
    return overTime("All query blocks", findings, findings.overTime());
  }

  /** The same in the query blocks of the generation. */
  static ChartImage overTimeOfGeneration(Findings findings) {
    return overTime("Query blocks of the generation", findings, findings.overTimeOfGeneration());
  }

  private static ChartImage overTime(String title, Findings findings, OverTime overTime) {
    int layers = overTime.byLayer().size();
    int lines = Math.min(MOST_LINES, layers);
    List<Series> series = new ArrayList<>();
    for (int line = 0; line < lines; line++) {
      int layer = lines == 1 ? 0 : line * (layers - 1) / (lines - 1);
      OverlapMatrix steps = overTime.byLayer().get(layer);
      series.add(
          Series.line(
              "layer " + (layer + 1),
              points(findings, index -> steps.at(findings.reference(), index).share())));
    }
    OverlapMatrix all = overTime.all();
    series.add(
        Series.reference(
            "chance", points(findings, index -> all.at(findings.reference(), index).chance())));
    return new ChartImage(
        new Chart(
            title,
            Axis.linear("Step"),
            Axis.linear("In common with step %d (%%)".formatted(findings.takenStep() + 1))
                .between(0, 100),
            series),
        860,
        340);
  }

  private static List<Point> points(Findings findings, IntToDoubleFunction share) {
    return IntStream.range(0, findings.steps().size())
        .mapToObj(
            index -> new Point(findings.steps().get(index) + 1, 100 * share.applyAsDouble(index)))
        .toList();
  }
}

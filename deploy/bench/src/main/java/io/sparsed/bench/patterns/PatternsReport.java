package io.sparsed.bench.patterns;

import io.sparsed.bench.chart.Axis;
import io.sparsed.bench.chart.Chart;
import io.sparsed.bench.chart.Series;
import io.sparsed.bench.report.Column;
import io.sparsed.bench.report.Report;
import io.sparsed.bench.report.Table;
import io.sparsed.scheduler.diffusion.Sparsity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Makes the report of an observation. Steps, layers and heads count from 1 in it. */
final class PatternsReport {
  private static final String READING =
      "In common is the share of the kept blocks that both patterns keep (of their mean number where"
          + " it differs). By chance is what two patterns would share if each query block chose at"
          + " random as many prompt blocks and as many generation blocks as it does. Blocks are"
          + " counted, not weighed by the attention they get.";

  private PatternsReport() {}

  /** Returns the report of a generation and its patterns. */
  static Report of(
      String machine, DenseGeneration generation, Sparsity sparsity, Observation observation) {
    int taken = observation.taken().step() + 1;
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("model", generation.model());
    settings.put("prompt_tokens", generation.prompt().length());
    settings.put("gen_length", generation.length());
    settings.put("steps", generation.history().size());
    settings.put("taken_step", taken);
    settings.put("block_size", sparsity.blockSize());
    settings.put("blocks", observation.taken().mask(0, 0).blocks());
    settings.put("select", sparsity.select());
    settings.put("skip", sparsity.skip());
    List<StepOverlap> steps = StepOverlap.of(observation);
    return new Report(
            "Which blocks does each head keep?",
            machine,
            settings,
            List.of(numbers(HeadNumber.of(observation)), steps(taken, steps)))
        .withNotes(List.of(explanation(taken), answer(generation), READING))
        .withFigures(
            List.of(HeadsFigure.of(observation.taken()), chart(taken, steps).figure("steps")));
  }

  private static Table<HeadNumber> numbers(List<HeadNumber> numbers) {
    return new Table<>(
        "numbers",
        "Blocks in common, over the heads",
        numbers,
        List.of(
            Column.text("name", "share of the kept blocks", HeadNumber::name),
            Column.percent("mean", "mean %", number -> number.shares().getAverage()),
            Column.percent("chance", "by chance %", HeadNumber::chance),
            Column.percent("least", "least %", number -> number.shares().getMin()),
            Column.percent("most", "most %", number -> number.shares().getMax())));
  }

  private static Table<StepOverlap> steps(int taken, List<StepOverlap> steps) {
    return new Table<>(
        "steps",
        "Blocks in common with step " + taken,
        steps,
        List.of(
            Column.count("step", "step", step -> step.step() + 1),
            Column.percent("all", "all query blocks %", step -> step.all().share()),
            Column.percent("all_chance", "by chance %", step -> step.all().chance()),
            Column.percent(
                "generation",
                "query blocks of the generation %",
                step -> step.generation().share()),
            Column.percent(
                "generation_chance", "by chance %", step -> step.generation().chance())));
  }

  private static Chart chart(int taken, List<StepOverlap> steps) {
    return new Chart(
        "How alike the steps are",
        Axis.linear("step"),
        Axis.linear("blocks in common with step %d (%%)".formatted(taken)).between(0, 100),
        List.of(
            Series.line("all query blocks", points(steps, step -> step.all().share())),
            Series.line("of the generation", points(steps, step -> step.generation().share())),
            Series.reference("by chance", points(steps, step -> step.generation().chance()))));
  }

  private static List<Series.Point> points(
      List<StepOverlap> steps, ToDoubleFunction<StepOverlap> share) {
    return steps.stream()
        .map(step -> new Series.Point(step.step() + 1, 100 * share.applyAsDouble(step)))
        .toList();
  }

  private static String explanation(int taken) {
    return ("One generation with dense attention. At every step in the table, SparseD's rule chose"
            + " from that step's attention the key blocks that each head would keep. SparseD does"
            + " so once, at step %d, and reuses the choice at all later steps.")
        .formatted(taken);
  }

  private static String answer(DenseGeneration generation) {
    String answer = generation.answer().strip();
    return "Answer: "
        + answer
        + generation
            .prompt()
            .expected()
            .map(expected -> answer.contains(expected) ? " (right)" : " (wrong)")
            .orElse("");
  }
}

package io.sparsed.bench.quality;

import io.sparsed.bench.report.Column;
import io.sparsed.bench.report.Report;
import io.sparsed.bench.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Makes the report of a quality run. The same results give the same report. */
final class QualityReport {
  private static final List<String> NOTES =
      List.of(
          "An answer is right if every expected string stands in it. All policies answer the same"
              + " prompts, so differences are surer than the intervals (Wilson's, of the mean)"
              + " suggest.",
          "vs dense: difference of the means, in points. lost: prompts that dense only answered."
              + " gained: prompts that dense did not answer.",
          "kept: share of the key blocks that a query block keeps in a sparse step. attended: share"
              + " of the key blocks that a step attends to, over all steps of an answer.",
          "Equal budget: policies of the same select may keep as many key blocks per query block as"
              + " SparseD ever keeps on that canvas, its share of all blocks and its share of the"
              + " generation's. SparseD itself often keeps one block less.",
          "KIND-SELECT-skip-SKIP: after the share SKIP of the steps, a query block attends to the"
              + " share SELECT of the key blocks. Skip 0 of SparseD still has two dense steps, as"
              + " in the published code: the pattern comes from the second. A baseline without"
              + " skip is sparse from the first step, as in the paper; with skip it has the same"
              + " dense steps as SparseD, and only the choice of blocks differs.",
          "dual-N, prefix-N: a step computes the rows of the generation block, or those from its"
              + " start on; all rows are computed at the start of each block and at every N-th step"
              + " within it. threshold, factor and entropy commit several tokens a step. Fast-dLLM"
              + " is dense+dual. full: forwards that compute all rows; reuse: those that do not.");

  private QualityReport() {}

  /**
   * Returns the report of a run.
   *
   * @param settings settings of the run
   * @param machine machines that answered, in a line
   */
  static Report of(Map<String, Object> settings, Summary summary, String machine) {
    boolean isCounted = summary.policies().stream().anyMatch(p -> !p.workByLength().isEmpty());
    List<Table<?>> tables = new ArrayList<>(List.of(accuracy(summary), byTask(summary)));
    if (isCounted) {
      tables.add(1, work(summary));
    }
    return new Report("Quality", machine, settings, tables)
        .withNotes(Stream.concat(NOTES.stream(), kinds(summary)).toList())
        .withFigures(QualityCharts.of(summary));
  }

  private static Table<PolicyScore> accuracy(Summary summary) {
    List<Column<PolicyScore>> columns = new ArrayList<>();
    columns.add(policy());
    for (int length : summary.lengths()) {
      columns.add(accuracy(String.valueOf(length), score -> score.byLength().get(length)));
    }
    columns.addAll(
        List.of(
            Column.percent("accuracy", "mean", score -> score.all().accuracy()),
            Column.text("interval", "95 %", PolicyScore::interval),
            Column.text(
                "points", "vs dense", score -> compared(score, pair -> points(pair.points()))),
            Column.count("lost", "lost", score -> compared(score, PolicyScore.Paired::lost)),
            Column.count("gained", "gained", score -> compared(score, PolicyScore.Paired::gained)),
            Column.percent("kept", "kept", PolicyScore::kept),
            Column.percent("attended", "attended", PolicyScore::attended),
            Column.hidden("kind", score -> score.policy().attention().kind().id()),
            Column.hidden("correct", score -> score.all().correct()),
            Column.hidden("count", score -> score.all().count()),
            Column.hidden("low", score -> score.all().low()),
            Column.hidden("high", score -> score.all().high()),
            Column.hidden("by_length", PolicyScore::byLength),
            Column.hidden("by_task", PolicyScore::byKind),
            Column.hidden("work_by_length", PolicyScore::workByLength),
            Column.hidden("against_dense", PolicyScore::againstDense)));
    return new Table<>(
        "policies", "Right answers in %, by canvas length in tokens", summary.policies(), columns);
  }

  private static Table<PolicyScore> work(Summary summary) {
    List<Column<PolicyScore>> columns = new ArrayList<>();
    columns.add(policy());
    for (int length : summary.lengths()) {
      Column<PolicyScore> share =
          Column.percent(String.valueOf(length), String.valueOf(length), work(length, Work::share));
      columns.addAll(
          List.of(
              share,
              Column.number("full_" + length, "full", 1, work(length, Work::full)),
              Column.number("reuse_" + length, "reuse", 1, work(length, Work::reused))));
    }
    return new Table<>(
        "work",
        "Work of an answer in % of the full computation's, and its forwards, by canvas length",
        summary.policies(),
        columns);
  }

  private static Function<PolicyScore, Object> work(int length, Function<Work, Double> value) {
    return score -> Optional.ofNullable(score.workByLength().get(length)).map(value);
  }

  private static Table<PolicyScore> byTask(Summary summary) {
    List<Column<PolicyScore>> columns = new ArrayList<>();
    columns.add(policy());
    for (String kind : summary.kinds()) {
      columns.add(accuracy(kind, score -> score.byKind().get(kind)));
    }
    return new Table<>("tasks", "Right answers in %, by task", summary.policies(), columns);
  }

  private static Column<PolicyScore> policy() {
    return Column.text("policy", "policy", score -> score.policy().name());
  }

  private static Column<PolicyScore> accuracy(String key, Function<PolicyScore, Score> score) {
    return Column.percent(
        key, key, policy -> Optional.ofNullable(score.apply(policy)).map(Score::accuracy));
  }

  private static <V> Optional<V> compared(
      PolicyScore score, Function<PolicyScore.Paired, V> value) {
    return score.againstDense().filter(any -> !score.policy().equals(Policy.DENSE)).map(value);
  }

  private static String points(double points) {
    return String.format(Locale.ROOT, "%+.1f", points);
  }

  private static Stream<String> kinds(Summary summary) {
    return summary.policies().stream()
        .map(score -> score.policy().attention().kind())
        .distinct()
        .map(kind -> "%s (%s): %s.".formatted(kind.id(), kind.title(), kind.description()));
  }
}

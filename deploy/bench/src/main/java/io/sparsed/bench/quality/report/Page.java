package io.sparsed.bench.quality.report;

import io.sparsed.bench.chart.Drawing;
import io.sparsed.bench.quality.policy.Kind;
import io.sparsed.bench.quality.result.Settings;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The summary as a page of the docs, in Markdown. The same results give the same page. */
final class Page {
  private Page() {}

  /**
   * The page.
   *
   * @param charts names of the pictures' files, without their ending
   * @param drawing whether they lie beside it
   */
  static String of(Run run, Summary summary, Collection<String> charts, Drawing drawing) {
    Settings settings = run.settings();
    return """
        # Quality

        Does sparse attention still find what stands in the text? The same held-out prompts under each policy; an answer is
        right if every expected string stands in it. This page is what one command prints:

            ./sparsed %s

        - Model: `%s`, on %s.
        - Prompts: %s; %d of each kind and canvas length.
        - Generation: %d tokens in %d steps, generation blocks of %d, temperature %s, seed %s. Attention blocks of %d tokens.

        %s## Accuracy

        Right answers in %%, by canvas length in tokens.

        %s
        - **95 %%**: Wilson's interval of the mean. All policies answer the same prompts, so differences are surer than the
          intervals suggest: **lost** prompts were answered by dense only, **gained** ones not by dense.
        - **vs dense**: the difference of the means, in points.
        - **kept**: share of the key blocks that a query block keeps in a sparse step, counted in the patterns themselves.
        - **attended**: share of the key blocks that a step attends to, over all forwards of an answer, dense ones counted whole.

        Equal budget: policies of the same `select` may keep as many key blocks per query block as SparseD ever keeps on that
        canvas, its share of all blocks and its share of the generation's. SparseD itself often keeps one block less.

        ## By task

        %s
        ## Policies

        `KIND-SELECT-skip-SKIP`: after the share `skip` of the steps, a query block attends to the share `select` of the key
        blocks. Skip 0 of SparseD still has two dense steps, as in the published code: the pattern comes from the second. A
        baseline without skip is sparse from the first step, as in the paper; with skip it has the same dense steps as
        SparseD, and only the choice of blocks differs. The scheduler and its steps are those that ship; the policies run in
        front of the workers, on the wire.

        %s"""
        .formatted(
            run.command(),
            run.model(),
            run.machine(),
            String.join(", ", summary.kinds()),
            run.samples(),
            settings.genLength(),
            settings.steps(),
            settings.blockLength(),
            settings.temperature(),
            settings.seed(),
            settings.blockSize(),
            charts(run, charts, drawing),
            table(Cells.header(summary), summary, policy -> Cells.row(summary, policy)),
            table(Cells.kindsHeader(summary), summary, policy -> Cells.kinds(summary, policy)),
            kinds(summary));
  }

  private static String charts(Run run, Collection<String> charts, Drawing drawing) {
    if (!charts.isEmpty() && !drawing.isPossible()) {
      return """
          The charts are missing, as the machine had no fonts. Where there are some, this draws them from the results:

              ./sparsed %s --report-only

          """
          .formatted(run.command());
    }
    return charts.stream()
        .map(name -> "![%s](%s.svg)\n\n".formatted(name.replace('-', ' '), name))
        .collect(Collectors.joining());
  }

  private static String table(
      List<String> header, Summary summary, Function<PolicyScore, List<String>> row) {
    List<String> rule = Collections.nCopies(header.size() - 1, "---:");
    return line(header)
        + "|---|"
        + String.join("|", rule)
        + "|\n"
        + summary.policies().stream().map(row).map(Page::line).collect(Collectors.joining());
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }

  private static String kinds(Summary summary) {
    Set<Kind> kinds = new LinkedHashSet<>();
    summary.policies().forEach(score -> kinds.add(score.policy().kind()));
    return kinds.stream()
        .map(kind -> "- `%s` (%s): %s.\n".formatted(kind.id(), kind.title(), kind.description()))
        .collect(Collectors.joining());
  }
}

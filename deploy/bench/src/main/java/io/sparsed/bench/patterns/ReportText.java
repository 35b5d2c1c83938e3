package io.sparsed.bench.patterns;

import java.util.List;
import java.util.Locale;

/** A report in a few lines. */
final class ReportText {
  private ReportText() {}

  static List<String> of(Report report) {
    Findings findings = report.findings();
    var sparsity = report.sparsity();
    return List.of(
        "%s: canvas of %d tokens in %d blocks of %d, select %s"
            .formatted(
                report.generation().model(),
                report.canvasLength(),
                report.blocks(),
                sparsity.blockSize(),
                sparsity.select()),
        "%d of %d steps seen; the pattern of step %d is the one that SparseD takes"
            .formatted(
                findings.steps().size(), report.generation().steps(), findings.takenStep() + 1),
        row("kept of all blocks", Text.share(findings.mean(HeadNumbers::kept)), ""),
        row(
            "one head, this step and later ones",
            Text.share(findings.mean(head -> head.later().share())),
            chance(findings.mean(head -> head.later().chance()))),
        row(
            "  in the query blocks of the generation",
            Text.share(findings.mean(head -> head.laterOfGeneration().share())),
            chance(findings.mean(head -> head.laterOfGeneration().chance()))),
        row(
            "two neighbouring query blocks",
            Text.share(findings.betweenNeighbours().map(Overlap::share)),
            findings.betweenNeighbours().map(overlap -> chance(overlap.chance())).orElse("")),
        row(
            "two heads of a layer",
            Text.share(findings.betweenHeads().map(Overlap::share)),
            findings.betweenHeads().map(overlap -> chance(overlap.chance())).orElse("")),
        row(
            "inside a window of the same budget",
            Text.share(findings.mean(head -> head.places().window())),
            chance(findings.mean(head -> head.places().windowByChance()))));
  }

  private static String row(String what, String share, String chance) {
    return String.format(Locale.ROOT, "%-40s %8s  %s", what, share, chance).stripTrailing();
  }

  private static String chance(double share) {
    return "(chance " + Text.share(share) + ")";
  }
}

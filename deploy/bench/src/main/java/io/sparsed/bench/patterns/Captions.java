package io.sparsed.bench.patterns;

import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Optional;

/**
 * The numbers behind the figures, as text; steps, layers and heads count from 1.
 *
 * @param taken the step whose pattern SparseD takes
 * @param blockSize tokens of a block
 * @param kept share of the blocks that the heads keep
 * @param keptLeast the least that a head keeps
 * @param keptMost the most that a head keeps
 * @param later what a head has in common with itself at later steps
 * @param laterChance what random patterns would
 * @param laterOfGeneration the former in the query blocks of the generation alone
 * @param laterOfGenerationChance what random patterns would there
 * @param leastSteady the head that changes most there
 * @param anyTwoSteps what two observed steps have in common
 * @param anyTwoStepsOfGeneration what they have in the query blocks of the generation alone
 * @param stepsApart the two steps that are least alike there
 * @param heads what two heads of a layer have in common; empty where a layer has one head
 * @param window what a sliding window of the same budget keeps of the heads' blocks
 * @param windowChance what it would keep of random ones
 * @param windowLeast the head that it serves worst
 * @param firstColumn share in the first column, outside the window
 * @param elsewhere share that neither a window, nor a sink, nor the generation covers
 */
record Captions(
    int taken,
    int blockSize,
    String kept,
    String keptLeast,
    String keptMost,
    String later,
    String laterChance,
    String laterOfGeneration,
    String laterOfGenerationChance,
    String leastSteady,
    String anyTwoSteps,
    String anyTwoStepsOfGeneration,
    String stepsApart,
    List<BetweenHeads> heads,
    String window,
    String windowChance,
    String windowLeast,
    String firstColumn,
    String elsewhere) {

  /**
   * What heads of one layer have in common.
   *
   * @param mean on the average
   * @param chance what random patterns would have
   * @param least the two that are least alike
   * @param most the two that are most alike
   */
  record BetweenHeads(String mean, String chance, String least, String most) {}

  static Captions of(Report report) {
    Findings findings = report.findings();
    DoubleSummaryStatistics kept =
        findings.heads().stream().mapToDouble(HeadNumbers::kept).summaryStatistics();
    OverlapMatrix generation = findings.overTimeOfGeneration().all();
    return new Captions(
        findings.takenStep() + 1,
        report.sparsity().blockSize(),
        Text.share(kept.getAverage()),
        Text.share(kept.getMin()),
        Text.share(kept.getMax()),
        Text.share(findings.mean(head -> head.later().share())),
        Text.share(findings.mean(head -> head.later().chance())),
        Text.share(findings.mean(head -> head.laterOfGeneration().share())),
        Text.share(findings.mean(head -> head.laterOfGeneration().chance())),
        leastSteady(findings),
        Text.share(findings.overTime().all().mean().map(Overlap::share)),
        Text.share(generation.mean().map(Overlap::share)),
        generation.leastAlike().map(pair -> steps(findings, pair)).orElseThrow(),
        betweenHeads(findings).stream().toList(),
        Text.share(findings.mean(head -> head.places().window())),
        Text.share(findings.mean(head -> head.places().windowByChance())),
        windowLeast(findings),
        Text.share(findings.mean(head -> head.places().firstColumn())),
        Text.share(findings.mean(head -> head.places().elsewhere())));
  }

  private static String leastSteady(Findings findings) {
    HeadNumbers least =
        findings.heads().stream()
            .min(Comparator.comparingDouble(head -> head.laterOfGeneration().share()))
            .orElseThrow();
    return "%s with %s".formatted(name(least), Text.share(least.laterOfGeneration().share()));
  }

  private static String steps(Findings findings, OverlapMatrix.Pair pair) {
    return "steps %d and %d with %s"
        .formatted(
            findings.steps().get(pair.one()) + 1,
            findings.steps().get(pair.other()) + 1,
            Text.share(pair.overlap().share()));
  }

  private static Optional<BetweenHeads> betweenHeads(Findings findings) {
    return findings
        .betweenHeads()
        .map(
            mean ->
                new BetweenHeads(
                    Text.share(mean.share()),
                    Text.share(mean.chance()),
                    extreme(findings, false),
                    extreme(findings, true)));
  }

  private static String extreme(Findings findings, boolean most) {
    String found = "";
    double share = Double.NaN;
    for (int layer = 0; layer < findings.headsByLayer().size(); layer++) {
      OverlapMatrix heads = findings.headsByLayer().get(layer);
      var pair = (most ? heads.mostAlike() : heads.leastAlike()).orElseThrow();
      double here = pair.overlap().share();
      if (found.isEmpty() || (most ? here > share : here < share)) {
        share = here;
        found =
            "heads %d and %d of layer %d with %s"
                .formatted(pair.one() + 1, pair.other() + 1, layer + 1, Text.share(here));
      }
    }
    return found;
  }

  private static String windowLeast(Findings findings) {
    HeadNumbers least =
        findings.heads().stream()
            .min(Comparator.comparingDouble(head -> head.places().window()))
            .orElseThrow();
    return "%s with %s".formatted(name(least), Text.share(least.places().window()));
  }

  private static String name(HeadNumbers head) {
    return "layer %d, head %d".formatted(head.layer() + 1, head.head() + 1);
  }
}

package io.sparsed.bench.patterns;

import io.sparsed.bench.chart.Drawing;
import java.util.List;

/**
 * A report as an HTML page that needs nothing beside itself: what its template shows.
 *
 * @param css the styles
 * @param settings what was run
 * @param question what was asked
 * @param answer what the model said
 * @param verdict whether that is right; empty where nobody knows
 * @param figures as SVG elements
 * @param numbers what the captions say
 * @param heads a row each
 */
record Page(
    String css,
    List<Setting> settings,
    String question,
    String answer,
    String verdict,
    Drawn figures,
    Captions numbers,
    List<HeadRow> heads) {

  /** Something that was chosen for the run. */
  record Setting(String name, Object value) {}

  /**
   * The figures.
   *
   * @param overTime charts; none where they cannot be drawn
   */
  record Drawn(
      String kept, List<String> overTime, String steps, String stepsByLayer, String heads) {
    static Drawn of(Report report, Drawing drawing) {
      Findings findings = report.findings();
      return new Drawn(
          Figures.kept(report.observation()).svg(),
          drawing.isPossible()
              ? List.of(
                  Figures.overTime(findings).svg(), Figures.overTimeOfGeneration(findings).svg())
              : List.of(),
          Figures.steps(findings).svg(),
          Figures.stepsByLayer(findings).svg(),
          Figures.heads(findings).svg());
    }
  }

  /** The page of a report. */
  static String of(Report report, Drawing drawing) {
    return Templates.render(
        "page.html",
        new Page(
            Templates.text("theme.css") + Templates.text("figure.css") + Templates.text("page.css"),
            settings(report),
            report.generation().question().text(),
            report.generation().answer().strip(),
            report
                .answeredRight()
                .map(right -> right ? "The needle was found." : "The needle was not found.")
                .orElse(""),
            Drawn.of(report, drawing),
            Captions.of(report),
            report.findings().heads().stream().map(HeadRow::of).toList()));
  }

  private static List<Setting> settings(Report report) {
    var sparsity = report.sparsity();
    Generation generation = report.generation();
    return List.of(
        new Setting("model", report.generation().model()),
        new Setting("prompt", generation.question().tokens() + " tokens"),
        new Setting("generated", generation.length() + " tokens"),
        new Setting("steps", generation.steps()),
        new Setting("steps looked at", report.findings().steps().size()),
        new Setting("block", sparsity.blockSize() + " tokens"),
        new Setting("blocks", report.blocks()),
        new Setting("select", sparsity.select()),
        new Setting("skip", sparsity.skip()));
  }
}

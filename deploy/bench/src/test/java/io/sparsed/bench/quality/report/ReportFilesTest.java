package io.sparsed.bench.quality.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparsed.bench.chart.Drawing;
import io.sparsed.bench.quality.policy.Policy;
import io.sparsed.bench.quality.result.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFilesTest {
  private static final Drawing DRAWN = new Drawing(true);

  private final Run run =
      new Run("bench quality", "demo", "2 cores", 1, new Settings(32, 32, 32, 0, 32, 0));
  private final Summary summary =
      Summary.of(List.of(SummaryTest.DENSE, SummaryTest.WINDOW), SummaryTest.results());

  @TempDir Path folder;

  @Test
  void write_ablationsOnly_hasNoCharts() throws IOException {
    Policy joint = Policy.parse("joint-0.3-skip-0.2");
    Summary ablation =
        Summary.of(List.of(joint), List.of(SummaryTest.result(joint, "single", 512, 0, true)));

    new ReportFiles(folder, new Drawing(false)).write(run, ablation);
    assertThat(folder.resolve("quality.md")).content().doesNotContain("charts are missing");
    new ReportFiles(folder, DRAWN).write(run, ablation);

    assertThat(folder.resolve("quality.md")).content().contains("| joint-0.3-skip-0.2 | 100.0 |");
    assertThat(folder.resolve("accuracy-by-budget.svg")).doesNotExist();
  }

  @Test
  void write_summary_isAPageWithItsCharts() throws IOException {
    new ReportFiles(folder, DRAWN).write(run, summary);

    assertThat(folder.resolve("quality.md"))
        .content()
        .contains(
            "./sparsed bench quality\n",
            "![accuracy by budget](accuracy-by-budget.svg)",
            "| policy | 512 | 1024 | mean |",
            "| window-0.3 | 50.0 | 50.0 | 50.0 | 15.0 - 85.0 | -25.0 | 2 | 1 | 25.0 | 25.0 |",
            "| window-0.3 | 50.0 | 50.0 |\n",
            "- `window` (Slide Window): ");
    assertThat(folder.resolve("accuracy-by-budget.svg")).content().contains("Slide Window");
    assertThat(folder.resolve("accuracy-by-length.svg")).content().contains("Canvas (tokens)");
    assertThat(folder.resolve("accuracy-by-length.png")).isNotEmptyFile();
  }

  @Test
  void write_nothingCanBeDrawn_theRestAndTheWayToTheCharts() throws IOException {
    new ReportFiles(folder, new Drawing(false)).write(run, summary);

    assertThat(folder.resolve("quality.md"))
        .content()
        .contains("    ./sparsed bench quality --report-only\n", "| window-0.3 | 50.0 |")
        .doesNotContain("![");
    assertThat(folder).isDirectoryNotContaining("glob:**.{svg,png}");
    assertThat(folder.resolve("quality.json")).isNotEmptyFile();
  }

  @Test
  void write_again_isTheSame() throws IOException {
    Path again = Files.createDirectory(folder.resolve("again"));

    new ReportFiles(folder, DRAWN).write(run, summary);
    new ReportFiles(again, DRAWN).write(run, summary);

    for (String name : List.of("quality.md", "quality.json", "accuracy-by-length.svg")) {
      assertThat(again.resolve(name)).hasSameTextualContentAs(folder.resolve(name));
    }
  }

  @Test
  void json_summary_holdsTheScores() throws IOException {
    JsonNode json = new ObjectMapper().readTree(JsonReport.of(run, summary).toString());

    JsonNode window = json.path("policies").path(1);
    assertThat(window.path("policy").asText()).isEqualTo("window-0.3");
    assertThat(window.path("select").asDouble()).isEqualTo(0.3);
    assertThat(window.path("accuracy").asDouble()).isEqualTo(0.5);
    assertThat(window.path("by_length").path("1024").path("count").asInt()).isEqualTo(2);
    assertThat(window.path("against_dense").path("points").asDouble()).isEqualTo(-25);
    assertThat(json.path("run").path("settings").path("steps").asInt()).isEqualTo(32);
  }

  @Test
  void text_summary_isAlignedToTheRight() {
    assertThat(TextReport.lines(summary))
        .hasSize(3)
        .element(2)
        .asString()
        .startsWith("window-0.3   50.0  50.0  50.0  15.0 - 85.0     -25.0     2       1   25.0");
  }
}

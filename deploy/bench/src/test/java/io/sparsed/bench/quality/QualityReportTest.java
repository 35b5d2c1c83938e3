package io.sparsed.bench.quality;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparsed.bench.chart.Figure;
import io.sparsed.bench.report.Report;
import io.sparsed.bench.report.ReportFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QualityReportTest {
  private final Summary summary =
      Summary.of(List.of(SummaryTest.DENSE, SummaryTest.WINDOW), SummaryTest.results());
  private final Report report = QualityReport.of(Map.of("model", "demo"), summary, "2 cores");

  @TempDir Path folder;

  private String write() throws IOException {
    new ReportFolder(folder).write("quality", report, "bench quality");
    return Files.readString(folder.resolve("quality.md"));
  }

  @Test
  void of_ablationsOnly_hasNoCharts() {
    Policy joint = Policy.parse("joint-0.3-skip-0.2");
    List<SampleResult> results = List.of(SummaryTest.result(joint, "single", 512, 0, true));

    Report ablation = QualityReport.of(Map.of(), Summary.of(List.of(joint), results), "2 cores");

    assertThat(ablation.figures()).isEmpty();
  }

  @Test
  void markdown_summary_hasTheScoresAndTheCharts() throws IOException {
    assertThat(write())
        .contains("    ./sparsed bench quality\n", "](accuracy-by-budget.svg)")
        .contains(
            "| policy     |   512 | 1024 | mean | 95 %        | vs dense | lost | gained |  kept |")
        .contains(
            "| window-0.3 |  50.0 | 50.0 | 50.0 | 15.0 - 85.0 | -25.0    |    2 |      1 |  25.0 |")
        .contains("| policy     | pairs | single |", "window (Slide Window): ");
  }

  @Test
  void charts_summary_nameTheirLines() {
    assertThat(report.figures())
        .extracting(Figure::name)
        .containsExactly("accuracy-by-budget", "accuracy-by-length");
    assertThat(report.figures())
        .allSatisfy(figure -> assertThat(figure.svg()).contains("Slide Window"));
    assertThat(report.figures().getLast().svg()).contains("Canvas (tokens)");
  }

  @Test
  void json_summary_holdsTheScores() throws IOException {
    var _ = write();

    JsonNode json = new ObjectMapper().readTree(folder.resolve("quality.json").toFile());
    JsonNode window = json.path("policies").path(1);
    assertThat(window.path("policy").asText()).isEqualTo("window-0.3");
    assertThat(window.path("kind").asText()).isEqualTo("window");
    assertThat(window.path("accuracy").asDouble()).isEqualTo(0.5);
    assertThat(window.path("by_length").path("1024").path("count").asInt()).isEqualTo(2);
    assertThat(window.path("points").asText()).isEqualTo("-25.0");
    assertThat(json.path("settings").path("model").asText()).isEqualTo("demo");
  }
}

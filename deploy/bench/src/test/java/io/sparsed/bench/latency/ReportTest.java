package io.sparsed.bench.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparsed.worker.timing.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  @TempDir Path folder;

  private static final Report REPORT =
      new Report(
          "bench latency",
          "llada-8b, random weights",
          "a machine",
          "cuda sm_90a",
          List.of(
              step(1000, new StepKind.Dense(), 5),
              step(1000, new StepKind.Pattern(0.3, 128), 7),
              step(1000, new StepKind.Sparse(0.3, 128), 2),
              step(1000, new StepKind.Pattern(0.3, 64), 70),
              step(1000, new StepKind.Sparse(0.3, 64), 20)),
          List.of(new Report.Memory(1000, 3L << 30)));

  private static StepTime step(int canvas, StepKind kind, double seconds) {
    return new StepTime(
        canvas,
        kind,
        3,
        seconds,
        seconds / 2,
        seconds,
        Map.of(Part.LINEAR, 0.75, Part.ATTENTION, 0.25));
  }

  @Test
  void answers_measuredSteps_composedBySparseDsSchedule() {
    // steps 0 to 25 are dense, but at 26 = int(128 * 0.2) + 1 the pattern is taken; 101 are sparse
    var answer = REPORT.answers().getFirst();
    assertThat(answer.steps()).isEqualTo(128);
    assertThat(answer.dense()).isCloseTo(128 * 5, within(1e-9));
    assertThat(answer.sparse()).isCloseTo(26 * 5 + 7 + 101 * 2, within(1e-9));
    assertThat(REPORT.answers()).hasSize(2);
  }

  @Test
  void json_writtenAndRead_theSame() throws IOException {
    var file = Files.writeString(folder.resolve("latency.json"), ReportJson.of(REPORT).toString());
    assertThat(ReportJson.read(file)).isEqualTo(REPORT);
  }

  @Test
  void text_anyReport_aRowAStep() {
    assertThat(ReportText.lines(REPORT))
        .contains(
            "kernels: cuda sm_90a",
            "| 1000 | sparse, select 0.3, block 128 | 2.0000 | 1.0000 | 37.5 | 12.5 | 0.0 | 0.0 | 0.0 | 0.0 | 50.0 |",
            "| 1000 | 128 | 640.0 | 339.0 | 1.89 |",
            "GPU memory after 1000 tokens: 3.0 GiB");
  }

  @Test
  void chart_severalKinds_aLineEach() {
    assertThat(ReportFiles.chart(REPORT).series()).hasSize(5);
  }
}

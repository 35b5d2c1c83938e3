package io.sparsed.bench.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparsed.bench.latency.StepKind.Attention;
import io.sparsed.bench.report.Report;
import io.sparsed.bench.report.ReportFolder;
import io.sparsed.worker.timing.Part;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatencyReportTest {
  private static final List<StepTime> STEPS =
      List.of(
          step(StepKind.DENSE, 5),
          step(new StepKind(Attention.PATTERN, 0.3, 128, 0), 7),
          step(new StepKind(Attention.SPARSE, 0.3, 128, 0), 2),
          step(new StepKind(Attention.PATTERN, 0.3, 64, 0), 70),
          step(new StepKind(Attention.SPARSE, 0.3, 64, 0), 20),
          step(StepKind.DENSE.ofRows(32), 0.02),
          step(new StepKind(Attention.SPARSE, 0.3, 128, 32), 0.01));
  private static final Report REPORT =
      LatencyReport.of(
          "llada-8b, random weights",
          "a machine",
          "cuda sm_90a",
          STEPS,
          List.of(new GpuMemory(1000, 3L << 30)));

  @TempDir Path folder;

  private static StepTime step(StepKind kind, double seconds) {
    return new StepTime(
        1000,
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
    List<AnswerTime> answers = AnswerTime.of(STEPS);

    assertThat(answers.getFirst().steps()).isEqualTo(128);
    assertThat(answers.getFirst().dense()).isCloseTo(128 * 5, within(1e-9));
    assertThat(answers.getFirst().sparse()).isCloseTo(26 * 5 + 7 + 101 * 2, within(1e-9));
    // refreshes: dense, pattern, sparse, sparse; the first block's 31 other steps are dense
    assertThat(answers.getFirst().dual())
        .isCloseTo(5 + 7 + 2 * 2 + 31 * 0.02 + 93 * 0.01, within(1e-9));
    assertThat(answers).hasSize(2);
  }

  @Test
  void markdown_anyReport_aRowAStep() throws IOException {
    new ReportFolder(folder).write("latency", REPORT, "bench latency");

    assertThat(folder.resolve("latency.md"))
        .content()
        .contains(
            "kernels: cuda sm_90a",
            "|   1000 | sparse, select 0.3, block 128                   |  2.0000 |  1.0000 |     37.5 |        12.5 |",
            "|   1000 |   128 |   640.0 |     339.0 |         1.89 |                 17.55 |",
            "|   1000 | 3.0 |");
  }

  @Test
  void chart_severalKinds_aLineEach() {
    assertThat(REPORT.figures().getFirst().svg())
        .contains("pattern, select 0.3, block 64", ">sparse, select 0.3, block 64<");
  }
}

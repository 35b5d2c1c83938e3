package io.sparsed.bench.latency;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparsed.bench.BenchMain;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatencyBenchTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return BenchMain.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(
            Stream.concat(Stream.of("bench", "latency"), Stream.of(arguments))
                .toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--tokens=100", "--runs=0", "--select=0", "--block-size=48", "--shape=gpt"})
  void call_whatCannotBeMeasured_refusedBeforeAnyWork(String flag) {
    assertThat(run(flag)).isEqualTo(2);
    assertThat(err.toString()).contains(flag.substring(0, flag.indexOf('=')));
  }

  @Test
  void call_severalDevices_areTold() throws IOException {
    assertThat(
            run(
                "--shape=tiny",
                "--devices=cpu,cpu",
                "--dtype=float32",
                "--tokens=200",
                "--select=0.5",
                "--block-size=32",
                "--runs=1",
                "--warm-up=0",
                "--output=json"))
        .isZero();
    var report = new ObjectMapper().readTree(out.toString());
    assertThat(report.path("machine").asText()).contains("cpu,cpu");
    assertThat(report.path("steps")).hasSize(2 + 3);
  }

  @Test
  void call_tinyShape_everyKindOfStep() throws IOException {
    assertThat(
            run(
                "--shape=tiny",
                "--device=cpu",
                "--dtype=float32",
                "--tokens=200,300",
                "--select=0.5",
                "--block-size=32,16",
                "--runs=1",
                "--warm-up=0",
                "--output=json"))
        .isZero();
    var report = new ObjectMapper().readTree(out.toString());
    assertThat(report.path("settings").path("kernels").asText())
        .isEqualTo("portable: the device is a CPU");
    assertThat(report.path("steps")).hasSize(2 * (2 + 2 * 3));
    assertThat(report.path("answers")).hasSize(2 * 2);
    for (var step : report.path("steps")) {
      assertThat(step.path("seconds").asDouble()).isPositive();
      assertThat(step.path("parts").path("linear").asDouble()).isStrictlyBetween(0.0, 1.0);
      assertThat(step.path("parts").path("transfers").asDouble()).isStrictlyBetween(0.0, 1.0);
      assertThat(step.path("grpc_seconds").asDouble()).isPositive();
    }
  }
}

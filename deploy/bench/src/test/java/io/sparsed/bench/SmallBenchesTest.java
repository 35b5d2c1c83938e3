package io.sparsed.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SmallBenchesTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String arguments) {
    return BenchMain.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(
            Stream.concat(Stream.of("bench"), Stream.of(arguments.split(" ")))
                .toArray(String[]::new));
  }

  private JsonNode json(String arguments) throws IOException {
    assertThat(run(arguments + " --output json")).as(err.toString()).isZero();
    return new ObjectMapper().readTree(out.toString());
  }

  @Test
  void attention_smallLayer_timesBothKinds() throws IOException {
    JsonNode report = json("attention --tokens 256 --block-size 32 --heads 2 --runs 2");

    assertThat(report.path("attention"))
        .hasSize(2)
        .allSatisfy(row -> assertThat(row.path("median_ms").asDouble()).isPositive());
    assertThat(report.path("comparison").path(0).path("scores_kept").asDouble())
        .isBetween(0.3, 0.6);
  }

  @Test
  void selection_smallLayer_tellsTimeAndMemory() throws IOException {
    JsonNode selection =
        json("selection --tokens 256 --block-size 32 --heads 2").path("selection").path(0);

    assertThat(selection.path("pattern_bytes").asLong()).isEqualTo(2 * 8 * 8);
    assertThat(selection.path("peak_mib").asDouble()).isPositive();
  }

  @Test
  void overhead_demoModel_aRowACanvas() throws IOException {
    JsonNode steps = json("overhead --tokens 72,100 --runs 1 --device cpu").path("steps");

    assertThat(steps.valueStream().map(step -> step.path("canvas").asInt()).toList())
        .isEqualTo(List.of(72, 100));
    assertThat(steps.path(0).path("forward_ms").asDouble()).isPositive();
  }

  @Test
  void http_fewStreams_loseNothing() throws IOException {
    JsonNode ways = json("http --clients 4 --tokens 16 --silent 1 --runs 1").path("http");

    assertThat(ways)
        .hasSize(3)
        .allSatisfy(way -> assertThat(way.path("lost").asInt()).isZero())
        .allSatisfy(way -> assertThat(way.path("micros").asDouble()).isPositive());
  }

  @Test
  void memory_twoProcesses_aRowARoundAndTheDrift() throws IOException {
    JsonNode report = json("memory --rounds 3 --requests 1 --longest 80 --device cpu");

    for (String process : List.of("worker", "scheduler")) {
      assertThat(report.path(process))
          .hasSize(3)
          .allSatisfy(
              row -> {
                double resident = row.path("resident_mib").asDouble();
                assertThat(resident).isBetween(50.0, 2000.0);
                assertThat(row.path("native_mib").asDouble()).isBetween(1.0, resident);
                assertThat(row.path("heap_mib").asDouble()).isBetween(1.0, resident);
                assertThat(row.path("descriptors").asInt()).isPositive();
              });
    }
    assertThat(report.path("drift"))
        .hasSize(12)
        .allSatisfy(row -> assertThat(row.path("per_hundred").isNumber()).isTrue());
  }

  @Test
  void bench_withoutAName_saysWhichThereAre() {
    assertThat(run("--nonsense")).isEqualTo(2);
    assertThat(run("--help")).isZero();
    assertThat(out.toString())
        .contains(
            "attention", "http", "latency", "load", "memory", "overhead", "patterns", "quality");
  }
}

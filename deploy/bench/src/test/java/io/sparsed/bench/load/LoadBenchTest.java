package io.sparsed.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparsed.bench.BenchMain;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadBenchTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final StringWriter out = new StringWriter();

  @Test
  void load_overloaded_answersSomeRefusesTheRestAndFailsNone(@TempDir Path folder)
      throws IOException {
    JsonNode loads =
        json(
                "--clients=4",
                "--requests=200",
                "--overload=10",
                "--max-concurrent-requests=4",
                "--max-queued-requests=2",
                "--report=" + folder)
            .path("loads");

    JsonNode overload = loads.path(1);
    assertThat(loads.path(0).path("answered").asLong()).isEqualTo(200);
    assertThat(overload.path("refused").path("OVERLOADED").asLong()).isPositive();
    assertThat(overload.path("failed")).isEmpty();
    assertThat(overload.path("answered").asLong() + refused(overload)).isEqualTo(200);
    assertThat(JSON.readTree(folder.resolve("load.json").toFile()).path("loads")).hasSize(2);
    assertThat(Files.readString(folder.resolve("load.svg"))).startsWith("<svg");
  }

  @Test
  void load_thousandClientsAtOnce_losesNothing() throws IOException {
    JsonNode load =
        json("--clients=1000", "--requests=1000", "--max-concurrent-requests=1000", "--steps=8")
            .path("loads")
            .path(0);

    assertThat(load.path("answered").asLong()).isEqualTo(1000);
    assertThat(load.path("failed")).isEmpty();
    assertThat(load.path("refused")).isEmpty();
    assertThat(load.path("step_overhead_ms").path("p99").asDouble()).isPositive();
  }

  @Test
  void load_openLoop_asksAtItsRate() throws IOException {
    JsonNode load =
        json("--clients=1", "--rate=50", "--requests=100", "--steps=2").path("loads").path(1);

    assertThat(load.path("answered").asLong()).isEqualTo(100);
    assertThat(load.path("requests_per_s").asDouble()).isBetween(25.0, 75.0);
  }

  @Test
  void load_flood_tellsTheTimesBesideItAndWithoutIt() {
    assertThat(run("--stub", "--clients=1", "--flood=2", "--requests=20", "--steps=4")).isZero();

    assertThat(out.toString())
        .contains("| 1 client beside a flood of 2 on 1 |")
        .contains("1 client beside a flood of 2 on 1: answered within ", "; without it ");
  }

  @Test
  void load_reuseOnStubs_isAnswered() throws IOException {
    JsonNode load =
        json("--clients=1", "--requests=10", "--steps=4", "--reuse=dual").path("loads").path(0);

    assertThat(load.path("answered").asLong()).isEqualTo(10);
  }

  @Test
  void load_twoDeployments_comparesThem() {
    int exitCode = run("--stub", "--workers=1,2", "--clients=1,8", "--requests=40", "--steps=4");

    assertThat(exitCode).isZero();
    assertThat(out.toString())
        .contains("8 clients on 1: ", "times the throughput of 1 client on 1")
        .contains("8 clients on 2: ", "times the throughput of 8 clients on 1");
  }

  @Test
  void load_nothingAsked_isAUsageError() {
    assertThat(run("--stub", "--clients=0")).isEqualTo(2);
  }

  private JsonNode json(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of("--stub", "--output=json"));
    all.addAll(List.of(arguments));
    assertThat(run(all.toArray(String[]::new))).as(out.toString()).isZero();
    return JSON.readTree(out.toString());
  }

  private int run(String... arguments) {
    List<String> all = new ArrayList<>(List.of("bench", "load", "--warm-up=200ms"));
    all.addAll(List.of(arguments));
    return BenchMain.commandLine().setOut(new PrintWriter(out)).execute(all.toArray(String[]::new));
  }

  private static long refused(JsonNode load) {
    long sum = 0;
    for (JsonNode count : load.path("refused")) {
      sum += count.asLong();
    }
    return sum;
  }
}

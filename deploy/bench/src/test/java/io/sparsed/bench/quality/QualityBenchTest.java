package io.sparsed.bench.quality;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparsed.bench.BenchMain;
import io.sparsed.scheduler.SchedulerConfig;
import io.sparsed.standalone.local.LocalServers;
import io.sparsed.standalone.local.ModelFolder;
import io.sparsed.worker.WorkerConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QualityBenchTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private record Ran(int exitCode, String out, String err) {}

  private static Ran run(List<String> arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        BenchMain.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments.toArray(String[]::new));
    return new Ran(exitCode, out.toString(), err.toString());
  }

  private static Ran run(String flags) {
    String device = flags.contains("--connect") ? "" : "--device cpu ";
    return run(List.of(("bench quality " + device + flags).split(" ")));
  }

  /** One needle that lies far before the question. */
  private Path needle() throws IOException {
    Task task =
        Tasks.of(Optional.empty()).first(Set.of(512), 1).stream()
            .filter(each -> each.kind().equals("single"))
            .findFirst()
            .orElseThrow();
    var line = JSON.createObjectNode().put("task", task.kind()).put("length", task.length());
    line.putArray("expected").add(task.expected().getFirst());
    line.putArray("messages")
        .addObject()
        .put("role", "user")
        .put("content", task.messages().getFirst().content());
    return Files.writeString(folder.resolve("tasks.jsonl"), line + "\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--policies sliding-0.3 | no policy 'sliding-0.3'",
        "--policies window-7 | up to 1",
        "--tasks /no/such/file | there is no file /no/such/file",
        "--lengths 777 | no tasks of 777 tokens",
        "--samples 0 | --samples",
        "--seconds 0 | --seconds",
        "--policies dense+dual-x | no acceleration 'dual-x'",
        "--draw /no/such/file | --draw",
        "--samples 1000 | there are only 40",
        "--workers 0 | --workers",
        "--concurrency 0 | --concurrency",
        "--block-size 33 | --block-size"
      })
  void wrongFlag_always_saysWhatToWrite(String flags, String hint) {
    Ran ran = run(flags);

    assertThat(ran.err()).startsWith("sparsed: ").contains(hint);
    assertThat(ran.exitCode()).isEqualTo(2);
  }

  @Test
  void modelThatIsNone_failsWithOneSentence() {
    Ran ran = run("--model " + folder);

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.err()).startsWith("sparsed: ").contains("config.json").hasLineCount(1);
  }

  @Test
  void promptThatTheSchedulerRefuses_failsAndSaysWhy() throws IOException {
    Ran ran =
        run(
            "--policies dense --lengths 512 --steps 5 --gen-length 64 --tasks %s"
                .formatted(needle()));

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).startsWith("sparsed: ").contains("steps");
  }

  @Test
  void needleFarAway_isFoundBySparseDAndLostByTheWindow_andTheRunGoesOn() throws IOException {
    Path out = folder.resolve("out");
    String flags =
        "--lengths 512 --policies dense,sparsed-0.3-skip-0.2,window-0.1 --tasks %s --report %s"
            .formatted(needle(), out);

    Ran first = run(flags + " --output json");

    assertThat(first.err()).isEmpty();
    JsonNode policies = JSON.readTree(first.out()).path("policies");
    assertThat(policies.path(0).path("correct").asInt()).isEqualTo(1);
    assertThat(policies.path(1).path("correct").asInt()).isEqualTo(1);
    assertThat(policies.path(2).path("correct").asInt()).isZero();
    assertThat(policies.path(1).path("kept").asDouble()).isBetween(0.25, 0.38);
    assertThat(policies.path(2).path("kept").asDouble()).isBetween(0.1, 0.2);
    assertThat(out.resolve("quality.md"))
        .content()
        .containsPattern("window-0.1 +\\| +0.0 \\| +0.0 ");

    List<String> lines = Files.readAllLines(out.resolve("results.jsonl"));
    assertThat(lines).hasSize(4);
    List<String> interrupted = new ArrayList<>(lines.subList(0, 3));
    interrupted.set(1, lines.get(1).replace("\"correct\":true", "\"correct\":false"));
    Files.write(out.resolve("results.jsonl"), interrupted);
    Ran resumed = run(flags);

    // What was there is kept, right or wrong; what was missing is asked again.
    assertThat(Files.readAllLines(out.resolve("results.jsonl")))
        .startsWith(interrupted.toArray(String[]::new))
        .endsWith(lines.get(3));
    assertThat(resumed.out())
        .containsPattern("dense +\\|   0.0 ")
        .containsPattern("sparsed-0.3-skip-0.2 \\| 100.0 ");
    assertThat(run(flags + " --steps 16").err()).contains("of another run");
  }

  @Test
  void reuseAndThreshold_needlessWork_isCountedAndDrawnAgain() throws IOException {
    Path out = folder.resolve("out");
    String flags =
        "--lengths 512 --policies dense,dense+dual-4,dense+dual+threshold-0.9 --tasks %s";

    Ran ran = run((flags + " --report %s").formatted(needle(), out));

    assertThat(ran.exitCode()).as(ran.err()).isZero();
    JsonNode policies = JSON.readTree(out.resolve("quality.json").toFile()).path("policies");
    JsonNode every4 = policies.path(1).path("work_by_length").path("512");
    assertThat(every4.path("full").asDouble()).isEqualTo(8);
    assertThat(every4.path("reused").asDouble()).isEqualTo(24);
    assertThat(every4.path("share").asDouble()).isBetween(0.25, 0.4);
    JsonNode threshold = policies.path(2).path("work_by_length").path("512");
    assertThat(threshold.path("share").asDouble()).isLessThan(0.1);
    assertThat(out.resolve("accuracy-by-work-512.svg"))
        .content()
        .contains(">Dense<", ">Dense, threshold-0.9<", ">Fast-dLLM, threshold-0.9<");

    Path again = folder.resolve("again");
    Ran drawn = run("--draw %s/quality.json --report %s".formatted(out, again));

    assertThat(drawn.exitCode()).as(drawn.err()).isZero();
    for (String file : List.of("quality.json", "quality.md", "accuracy-by-work-512.svg")) {
      assertThat(again.resolve(file)).hasSameTextualContentAs(out.resolve(file));
    }
  }

  @Test
  void draw_fileOfSomethingElse_saysSo() throws IOException {
    Ran ran = run("--draw " + Files.writeString(folder.resolve("other.json"), "{}"));

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains("other.json is no report of bench quality");
  }

  @Test
  void runningScheduler_isAskedThroughItsAddress() throws IOException, InterruptedException {
    try (ModelFolder demo = ModelFolder.of(Optional.empty());
        LocalServers servers =
            LocalServers.start(WorkerConfig.of(demo.path()), SchedulerConfig::of)) {
      Ran ran =
          run(
              "--connect 127.0.0.1:%d --policies dense,random-0.3 --lengths 512 --steps 4 --tasks %s"
                  .formatted(servers.schedulerPort(), needle()));

      assertThat(ran.exitCode()).as(ran.err()).isZero();
      assertThat(ran.out()).contains("asked from ", "| dense ", "| random-0.3 ");
    }
  }
}

package io.sparsed.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparsed.scheduler.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BatchCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private DemoServers servers;
  private Path input;
  private Path output;

  @BeforeAll
  void serve() throws Exception {
    servers = new DemoServers(UnaryOperator.identity());
  }

  @AfterAll
  void stop() {
    executor.close();
    servers.close();
  }

  @BeforeEach
  void nameFiles(@TempDir Path folder) {
    input = folder.resolve("requests.jsonl");
    output = folder.resolve("results.jsonl");
  }

  @Test
  void batch_badLines_becomeErrorsInTheirPlace() throws IOException {
    Files.write(
        input,
        List.of(
            request(1, 4),
            "no json",
            "",
            "{\"tokens\":{\"tokenIds\":[1]},\"unknownField\":1}",
            "{\"tokens\":{\"tokenIds\":[1]},\"sparse\":{\"select\":2.0,\"blockSize\":3}}",
            request(2, 4)));

    Cli result = batch();

    List<String> lines = Files.readAllLines(output);
    assertThat(lines).hasSize(5);
    assertThat(requestId(lines.get(0))).isEqualTo("r1");
    assertThat(error(lines.get(1)).path("reason").asText()).isEqualTo("INVALID_JSON");
    assertThat(error(lines.get(2)).path("message").asText()).contains("unknownField");
    assertThat(error(lines.get(3)).path("violations")).hasSize(2);
    assertThat(error(lines.get(3)).path("code").asText()).isEqualTo("INVALID_ARGUMENT");
    assertThat(requestId(lines.get(4))).isEqualTo("r2");
    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).contains("5 of 5", "2 answered", "3 failed").doesNotContain("\u001b");
  }

  @Test
  void batch_oneOfTwoSchedulersIsGone_isAnsweredByTheOther() throws IOException {
    Files.write(input, List.of(request(1, 4), request(2, 4), request(3, 4)));

    Cli result = run("--connect", "127.0.0.1:1," + servers.target());

    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).contains("3 answered");
  }

  @Test
  void batch_missingInput_fails() {
    Cli result = batch();

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("requests.jsonl");
  }

  @Test
  void batch_resultsOfAnotherBatch_areNotTouched() throws IOException {
    Files.write(input, List.of(request(1, 4)));
    Files.write(output, List.of("{}", "{}"));

    Cli result = batch();

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("another batch");
    assertThat(output).hasContent("{}\n{}\n");
  }

  @Test
  void batch_wrongToken_stopsWithoutAResult() throws Exception {
    Files.write(input, List.of(request(1, 4)));
    try (DemoServers guarded =
        new DemoServers(
            config -> config.withEndpoint(Endpoint.LOOPBACK.withToken(Optional.of("right"))))) {
      Cli wrong = run("--connect", guarded.target(), "--token", "wrong");
      assertThat(wrong.exitCode()).isEqualTo(1);
      assertThat(output).isEmptyFile();

      Cli right = run("--connect", guarded.target(), "--token", "right");
      assertThat(right.exitCode()).isZero();
      assertThat(Files.readAllLines(output)).hasSize(1);
    }
  }

  @Test
  void batch_again_asksOnlyWhatIsLeft() throws IOException {
    Files.write(input, List.of(request(1, 4), request(2, 4)));
    Files.writeString(output, "{\"from\":\"before\"}\n{\"to");

    Cli result = batch();

    List<String> lines = Files.readAllLines(output);
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).isEqualTo("{\"from\":\"before\"}");
    assertThat(requestId(lines.get(1))).isEqualTo("r2");
    assertThat(result.err()).contains("2 of 2", "1 answered", "1 from before");
  }

  @Test
  void batch_killedMidway_resumesToTheSameResults(@TempDir Path temporary) throws Exception {
    int requests = 8;
    Files.write(input, IntStream.range(0, requests).mapToObj(i -> request(i, 128)).toList());

    try (SparseDProcess process =
        SparseDProcess.start(
            temporary,
            "batch",
            "--connect",
            servers.target(),
            "--input",
            input.toString(),
            "--output",
            output.toString(),
            "--concurrency",
            "2")) {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> Files.exists(output) && Files.readAllLines(output).size() >= 1);
      process.kill();
      assertThat(process.awaitExit()).isNotZero();
    }
    assertThat(Files.readAllLines(output)).hasSizeLessThan(requests);
    // What a process leaves that is killed within a write.
    Files.writeString(output, "{\"accepted\":", StandardOpenOption.APPEND);

    assertThat(batch().exitCode()).isZero();

    List<String> lines = Files.readAllLines(output);
    assertThat(lines)
        .map(BatchCommandTest::requestId)
        .containsExactlyElementsOf(IntStream.range(0, requests).mapToObj(i -> "r" + i).toList());
    assertThat(lines).map(line -> tokenIds(line)).doesNotContain("[]");
  }

  @Test
  void batch_schedulerKilledAndStartedAgain_isAnsweredAsWithoutThat(@TempDir Path temporary)
      throws Exception {
    int requests = 4;
    Files.write(input, IntStream.range(0, requests).mapToObj(i -> request(i, 64)).toList());
    assertThat(batch().exitCode()).isZero();
    List<String> undisturbed = Files.readAllLines(output);
    Files.delete(output);
    Cli result;

    try (SparseDProcess doomed = scheduler(temporary, 0)) {
      int port = Integer.parseInt(doomed.readLine().replaceFirst(".*:(\\d+), workers .*", "$1"));
      Future<Cli> running =
          executor.submit(() -> run("--connect", "127.0.0.1:" + port, "--concurrency", "2"));
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> Files.exists(output) && !Files.readAllLines(output).isEmpty());
      doomed.kill();
      assertThat(doomed.awaitExit()).isNotZero();
      try (SparseDProcess _ = scheduler(temporary, port)) {
        result = running.get(120, TimeUnit.SECONDS);
      }
    }

    List<String> lines = Files.readAllLines(output);
    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).contains(requests + " answered", "0 failed");
    assertThat(lines)
        .map(line -> tokenIds(line))
        .isEqualTo(undisturbed.stream().map(line -> tokenIds(line)).toList());
    assertThat(lines).map(line -> resumes(line)).contains(1);
  }

  private SparseDProcess scheduler(Path temporary, int port) throws IOException {
    return SparseDProcess.start(
        temporary,
        "scheduler",
        "--workers",
        "127.0.0.1:" + servers.workerPort(),
        "--port",
        Integer.toString(port));
  }

  private Cli batch() {
    return run("--connect", servers.target());
  }

  private Cli run(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("batch", "--input", input.toString(), "--output", output.toString()));
    arguments.addAll(List.of(more));
    return Cli.run(arguments.toArray(String[]::new));
  }

  private static String request(int number, int steps) {
    return ("{\"requestId\":\"r%d\",\"tokens\":{\"tokenIds\":[%d,2,3]},"
            + "\"diffusion\":{\"genLength\":%d,\"steps\":%d,\"seed\":\"1\"}}")
        .formatted(number, number + 1, steps, steps);
  }

  private static String requestId(String line) {
    return read(line).path("accepted").path("requestId").asText();
  }

  private static String tokenIds(String line) {
    return read(line).path("finished").path("tokenIds").toString();
  }

  private static int resumes(String line) {
    return read(line).path("finished").path("usage").path("resumes").asInt();
  }

  private static JsonNode error(String line) {
    return read(line).path("error");
  }

  private static JsonNode read(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new AssertionError("no JSON: " + line, e);
    }
  }
}

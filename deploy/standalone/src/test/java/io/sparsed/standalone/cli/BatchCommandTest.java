package io.sparsed.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("5 of 5", "2 answered", "3 failed").doesNotContain("\u001b");
    assertThat(lines)
        .map(line -> read(line).path("request").path("line").asInt())
        .containsExactly(1, 2, 4, 5, 6);
    assertThat(lines.get(0)).contains("\"id\":\"r1\"");

    Cli again = batch();

    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.err()).contains("0 answered", "5 from before (3 of them failed)");
  }

  @Test
  void batch_oneOfTwoSchedulersIsGone_isAnsweredByTheOther() throws IOException {
    Files.write(input, List.of(request(1, 4), request(2, 4), request(3, 4)));

    Cli result = run("--connect", "127.0.0.1:1," + servers.target());

    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).contains("3 answered");
  }

  @Test
  void batch_fileThatCannotBeUsed_isNamedWithTheReason(@TempDir Path folder) throws IOException {
    assertThat(batch()).satisfies(fails(1, "cannot read " + input + ": no such file or folder"));
    Files.write(input, new byte[] {'x', (byte) 0xff, '\n'});
    assertThat(batch()).satisfies(fails(1, "cannot read " + input + ": it is not UTF-8 text"));
    Files.write(input, List.of(request(1, 4)));
    output = folder;
    assertThat(batch()).satisfies(fails(1, "cannot write " + folder + ": Is a directory"));
    output = folder.resolve("nowhere/results");
    assertThat(batch()).satisfies(fails(1, "cannot write " + output + ": no such file or folder"));
    output = Files.createSymbolicLink(folder.resolve("full"), Path.of("/dev/full"));
    assertThat(batch()).satisfies(fails(1, "cannot write " + output + ": No space left on device"));
    input = folder;
    assertThat(batch()).satisfies(fails(1, "cannot read " + input + ": Is a directory"));
  }

  private static Consumer<Cli> fails(int exitCode, String sentence) {
    return result -> {
      assertThat(result.err()).contains(sentence);
      assertThat(result.exitCode()).isEqualTo(exitCode);
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}\n{}\n",
        "some notes\n",
        "notes without an end",
        "{\"accepted\":{},\"finished\":{}}\n",
        "{\"request\":{\"line\":1,\"digest\":\"00\"},\"accepted\":{}}\n",
        "{\"request\":{\"line\":1,\"digest\":\"00\"},\"error\":{}}\n",
        "{\"request\":\n"
      })
  void batch_fileThatHoldsNoResultsOfIt_isNotTouched(String content) throws IOException {
    Files.write(input, List.of(request(1, 4), request(2, 4)));
    Files.writeString(output, content);

    Cli result = batch();

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("another batch", output.toString(), "--output");
    assertThat(output).hasContent(content);
  }

  @Test
  void batch_requestChangedSince_isRefused() throws IOException {
    Files.write(input, List.of(request(1, 4), "no json", request(3, 4)));
    assertThat(batch().exitCode()).isEqualTo(1);
    String results = Files.readString(output);

    for (List<String> changed :
        List.of(
            List.of(request(2, 4), "no json", request(3, 4)),
            List.of(request(1, 4), "still no json", request(3, 4)),
            List.of("no json", request(1, 4), request(3, 4)),
            List.of(request(1, 4), "no json"))) {
      Files.write(input, changed);
      assertThat(batch()).satisfies(fails(2, "another batch"));
    }
    Files.write(input, List.of(request(1, 4), "no json", request(3, 4)));
    assertThat(run("--connect", servers.target(), "--model", "demo-dream"))
        .satisfies(fails(2, "for this model"));
    assertThat(output).hasContent(results);
  }

  @Test
  void batch_sameRequestsWrittenOtherwise_areKnown() throws IOException {
    Files.write(input, List.of(request(1, 4), request(2, 4)));
    assertThat(batch().exitCode()).isZero();
    String reordered =
        "{ \"diffusion\": {\"seed\": 1, \"steps\": 4, \"genLength\": 4},"
            + " \"tokens\": {\"token_ids\": [2, 2, 3]}, \"request_id\": \"r1\" }";
    Files.writeString(input, "\ufeff\n\n" + reordered + "\r\n\n" + request(2, 4));

    Cli result = batch();

    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).contains("0 answered", "2 from before");
  }

  @Test
  void batch_wrongToken_stopsWithoutAResult(@TempDir Path folder) throws Exception {
    Files.write(input, List.of(request(1, 4)));
    try (DemoServers guarded =
        new DemoServers(config -> config.withEndpoint(TokenFiles.endpoint(folder, "right")))) {
      Cli wrong =
          run("--connect", guarded.target(), "--token-file", TokenFiles.of(folder, "wrong"));
      assertThat(wrong.exitCode()).isEqualTo(1);
      assertThat(output).isEmptyFile();

      Cli right =
          run("--connect", guarded.target(), "--token-file", TokenFiles.of(folder, "right"));
      assertThat(right.exitCode()).isZero();
      assertThat(Files.readAllLines(output)).hasSize(1);
    }
  }

  @Test
  void batch_again_asksOnlyWhatIsLeft() throws IOException {
    Files.write(input, List.of(request(1, 4)));
    assertThat(batch().exitCode()).isZero();
    String before = Files.readAllLines(output).getFirst();
    Files.write(input, List.of(request(1, 4), request(2, 4)));
    Files.writeString(output, "{\"reque", StandardOpenOption.APPEND);

    Cli result = batch();

    List<String> lines = Files.readAllLines(output);
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).isEqualTo(before);
    assertThat(requestId(lines.get(1))).isEqualTo("r2");
    assertThat(result.err()).contains("2 of 2", "1 answered", "1 from before");
  }

  @Test
  void batch_killedMidway_resumesToTheSameResults(@TempDir Path temporary) throws Exception {
    int requests = 8;
    writeRequests(requests);

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
      await().until(() -> Files.exists(output) && Files.readAllLines(output).size() >= 1);
      process.kill();
      assertThat(process.awaitExit()).isNotZero();
    }
    assertThat(Files.readAllLines(output)).hasSizeLessThan(requests);
    // What a process leaves that is killed within a write.
    Files.writeString(output, "{\"request\":{\"line\":", StandardOpenOption.APPEND);

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
    writeRequests(requests);
    assertThat(batch().exitCode()).isZero();
    List<String> undisturbed = Files.readAllLines(output);
    Files.delete(output);
    Cli result;

    try (SparseDProcess doomed = scheduler(temporary, 0)) {
      int port = Integer.parseInt(doomed.readLine().replaceFirst(".*:(\\d+), workers .*", "$1"));
      Future<Cli> running =
          executor.submit(() -> run("--connect", "127.0.0.1:" + port, "--concurrency", "2"));
      await().until(() -> Files.exists(output) && !Files.readAllLines(output).isEmpty());
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

  /**
   * Writes requests of which the first is answered while the second is in the midst of its steps.
   */
  private void writeRequests(int count) throws IOException {
    Files.write(
        input, IntStream.range(0, count).mapToObj(i -> request(i, i == 0 ? 8 : 24)).toList());
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

package io.sparsed.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparsed.worker.golden.Golden;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GenerateCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String[] SHORT = {"--gen-length", "8", "--steps", "4"};

  private DemoServers servers;

  @BeforeAll
  void serve() throws Exception {
    servers = new DemoServers(UnaryOperator.identity());
  }

  @AfterAll
  void stop() {
    servers.close();
  }

  @Test
  void generate_invalidRequest_saysEveryViolation() {
    Cli result = ask("hi", "--gen-length", "0", "--select", "1.5", "--block-size", "17");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .contains("diffusion.gen_length: ", "sparse.select: ", "sparse.block_size: ");
  }

  @Test
  void generate_invalidRequestAskedForJson_answersWithJson() throws IOException {
    Cli result = ask("hi", "--select", "1.5", "--output", "json");

    JsonNode error = JSON.readTree(result.out()).path("error");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(error.path("code").asText()).isEqualTo("INVALID_ARGUMENT");
    assertThat(error.path("violations").path(0).path("field").asText()).isEqualTo("sparse.select");
    assertThat(error.path("violations").path(0).path("description").asText()).isNotEmpty();
  }

  @Test
  void generate_oneOfTwoSchedulersIsGone_isAnsweredByTheOther() {
    Cli result = Cli.run("generate", "hi", "--connect", "127.0.0.1:1," + servers.target());

    assertThat(result.exitCode()).isZero();
  }

  @Test
  void generate_nobodyListens_fails() {
    Cli result = Cli.run("generate", "hi", "--connect", "127.0.0.1:1");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("127.0.0.1:1").doesNotContain("\tat ");
  }

  @Test
  void generate_verboseFailure_showsTheStackTrace() {
    Cli result = Cli.run("generate", "hi", "--connect", "127.0.0.1:1", "-v");

    assertThat(result.err()).contains("\tat io.sparsed.standalone.cli.GenerateCommand");
  }

  @Test
  void generate_timeout_fails() {
    Cli result = ask("hi", "--gen-length", "512", "--steps", "512", "--timeout", "200ms");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).containsIgnoringCase("deadline");
  }

  @Test
  void generate_unknownModel_listsWhatThereIs() {
    Cli result = ask("hi", "--model-id", "gpt");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("no model gpt", "demo");
  }

  @Test
  void generate_noCheckpointThere_saysWhatIsMissing(@TempDir Path empty) {
    Cli result = Cli.run("generate", "hi", "--model", empty.toString());

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("config.json");
  }

  @Test
  void generate_wrongToken_isUnauthenticated() throws Exception {
    try (DemoServers guarded = new DemoServers(config -> config.withToken("right"))) {
      assertThat(Cli.run("models", "--connect", guarded.target(), "--token", "wrong").exitCode())
          .isEqualTo(1);
      assertThat(Cli.run("models", "--connect", guarded.target(), "--token", "right").out())
          .contains("demo: LLADA");
    }
  }

  @Test
  void generate_text_printsOnlyTheAnswerToStandardOutput() throws IOException {
    Cli text = ask("hi", SHORT);
    String answer =
        JSON.readTree(ask("hi", with(SHORT, "--output", "json")).out()).path("text").asText();

    assertThat(text.exitCode()).isZero();
    assertThat(text.out().stripTrailing()).isEqualTo(answer.stripTrailing());
    assertThat(text.out()).doesNotContain("\u001b[");
    assertThat(text.err())
        .contains("8 tokens in", "tokens/s", "4 steps: ")
        .doesNotContain("\u001b[");
  }

  @Test
  void generate_json_saysEverything() throws IOException {
    JsonNode json =
        JSON.readTree(ask("hi", with(SHORT, "--output", "json", "--history", "--seed", "7")).out());

    assertThat(json.path("token_ids")).hasSize(8);
    assertThat(json.path("history")).hasSize(4);
    assertThat(json.path("history").path(3)).isEqualTo(json.path("token_ids"));
    assertThat(json.path("usage").path("prompt_tokens").asInt()).isPositive();
    assertThat(json.path("usage").path("dense_steps").asInt()).isPositive();
    assertThat(json.path("timings_ms").path("total").asDouble()).isPositive();
    assertThat(json.path("finish_reason").asText()).isIn("eos", "length");
    assertThat(json.path("accepted").path("diffusion").path("seed").asText()).isEqualTo("7");
    assertThat(json.path("accepted").path("sparse").path("skip").asDouble()).isEqualTo(0.2);
    assertThat(json.has("prompt_token_ids")).isFalse();
  }

  @Test
  void generate_everyFlagOfThePublishedScripts_isInForce() throws IOException {
    String flags =
        "--seq_len 32 --steps 8 --block_length 16 --sampling-alg random --skip 0.25"
            + " --select 0.5 --block_size 32 --prompt short_context --output json";
    JsonNode accepted = JSON.readTree(Cli.run(connected(flags.split(" "))).out()).path("accepted");

    assertThat(accepted.path("diffusion").path("gen_length").asInt()).isEqualTo(32);
    assertThat(accepted.path("diffusion").path("steps").asInt()).isEqualTo(8);
    assertThat(accepted.path("diffusion").path("block_length").asInt()).isEqualTo(16);
    assertThat(accepted.path("diffusion").path("unmasking").asText()).isEqualTo("random");
    assertThat(accepted.path("sparse").path("origin").asBoolean()).isFalse();
    assertThat(accepted.path("sparse").path("skip").asDouble()).isEqualTo(0.25);
    assertThat(accepted.path("sparse").path("select").asDouble()).isEqualTo(0.5);
    assertThat(accepted.path("sparse").path("block_size").asInt()).isEqualTo(32);
  }

  @Test
  void generate_origin_staysDense() throws IOException {
    JsonNode usage =
        JSON.readTree(ask("hi", with(SHORT, "--origin", "--output", "json")).out()).path("usage");

    assertThat(usage.path("dense_steps").asInt()).isEqualTo(4);
    assertThat(usage.path("sparse_steps").asInt()).isZero();
  }

  @Test
  void generate_chatAndRaw_sendDifferentPrompts() throws IOException {
    int chat = promptTokens(ask("hi", with(SHORT, "--output", "json")));
    int system = promptTokens(ask("hi", with(SHORT, "--output", "json", "--system", "be brief")));
    int raw = promptTokens(ask("hi", with(SHORT, "--output", "json", "--raw")));

    assertThat(raw).isLessThan(chat);
    assertThat(chat).isLessThan(system);
  }

  @Test
  void generate_standardInput_isRead() throws IOException {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream("hi".getBytes(StandardCharsets.UTF_8)));
    try {
      assertThat(promptTokens(ask("-", with(SHORT, "--output", "json"))))
          .isEqualTo(promptTokens(ask("hi", with(SHORT, "--output", "json"))));
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void generate_needleOverAConnection_saysThatTheLengthIsEstimated() {
    Cli result = ask("--prompt", with(new String[] {"4k"}, SHORT));

    assertThat(result.err()).contains("--model DIR", "4 characters");
  }

  @Test
  void generate_needleOverAConnectionWithTheModelNamed_hasTheLength() throws Exception {
    try (DemoServers roomy = new DemoServers(config -> config.withMaxCanvasLength(8192))) {
      String flags = "generate --prompt 4k --model demo --seq_len 1 --output json --connect ";
      Cli result = Cli.run((flags + roomy.target()).split(" "));

      assertThat(result.err()).isEmpty();
      assertThat(promptTokens(result)).isBetween(4096 - 8, 4096 + 16);
    }
  }

  @Test
  void generate_goldenModelInThisProcess_givesTheTokensOfThePublishedCode(@TempDir Path folder)
      throws IOException {
    int[] prompt = Golden.ints("llada.dense_full.prompt");
    int[] whole = Golden.ints("llada.dense_full.final");
    String ids = IntStream.of(prompt).mapToObj(Integer::toString).collect(Collectors.joining(","));
    Path checkpoint = Golden.checkpoint("llada-tiny", folder);

    JsonNode json =
        JSON.readTree(
            Cli.run(
                    "generate",
                    "--model_path",
                    checkpoint.toString(),
                    "--prompt-ids",
                    ids,
                    "--seq_len",
                    "32",
                    "--steps",
                    "32",
                    "--block_length",
                    "32",
                    "--origin",
                    "--device",
                    "cpu",
                    "--output",
                    "json")
                .out());

    assertThat(ints(json.path("token_ids")))
        .containsExactly(Arrays.copyOfRange(whole, prompt.length, whole.length));
    assertThat(ints(json.path("prompt_token_ids"))).containsExactly(prompt);
    assertThat(json.path("text").asText()).isEmpty();
  }

  private Cli ask(String text, String... options) {
    return Cli.run(connected(with(new String[] {text}, options)));
  }

  private String[] connected(String... arguments) {
    return with(new String[] {"generate", "--connect", servers.target()}, arguments);
  }

  private static String[] with(String[] first, String... more) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static int promptTokens(Cli result) throws IOException {
    return JSON.readTree(result.out()).path("usage").path("prompt_tokens").asInt();
  }

  private static int[] ints(JsonNode array) {
    return IntStream.range(0, array.size()).map(i -> array.path(i).asInt()).toArray();
  }
}

package io.sparsed.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sparsed.worker.golden.Golden;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prompts, flags and answers. */
class GenerateCommandTest extends GenerateCommands {
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
  void generate_preset_isInForceAndItsReuseStepsAreTold() throws IOException {
    String[] fast = with(SHORT, "--preset", "fast", "--threshold", "2");
    JsonNode json = JSON.readTree(ask("hi", with(fast, "--output", "json")).out());

    assertThat(json.path("accepted").path("diffusion").path("reuse").asText()).isEqualTo("dual");
    assertThat(json.path("accepted").path("diffusion").path("stop_at_eos").asBoolean()).isTrue();
    assertThat(json.path("usage").path("reuse_steps").asInt()).isEqualTo(3);
    assertThat(ask("hi", fast).err()).contains("4 steps: 4 dense, 0 sparse; 3 of them reuse");
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
    Cli result = ask("--prompt", "4k", "--gen-length", "8", "--steps", "1");

    assertThat(result.err()).contains("--model DIR", "4 characters");
  }

  @Test
  void generate_needleOverAConnectionWithTheModelNamed_hasTheLength() throws Exception {
    try (DemoServers roomy =
        new DemoServers(config -> config.withMaxCanvasLength(OptionalInt.of(8192)))) {
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
}

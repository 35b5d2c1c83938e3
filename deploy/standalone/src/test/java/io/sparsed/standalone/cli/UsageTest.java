package io.sparsed.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "generate | nothing is asked",
        "generate hi --prompt-ids 1 | only one of",
        "generate hi --prompt 4k | only one of",
        "generate hi --prompt 5k | short_context, 4k",
        "generate --prompt-ids 1 --system x | --system",
        "generate hi --raw --system x | --system",
        "generate hi --steps many | --steps",
        "generate hi --seed -1 | no seed",
        "generate hi --timeout soon | no duration",
        "generate hi --timeout 0 | positive",
        "generate hi --dtype int4 | FLOAT32",
        "generate hi --unmasking best | LOW_CONFIDENCE",
        "generate hi --preset slow | BALANCED",
        "generate hi --frobnicate | --frobnicate",
        "generate hi --gen_length many | --gen_length",
        "generate hi --seq-len many | --seq-len",
        "generate hi --seq_len=many | --seq_len",
        "generate hi --connect http://x | http://x",
        "batch | --input",
        "batch --input a.jsonl --output a.jsonl | same file",
        "batch --input a --output b --concurrency 0 | --concurrency",
        "scheduler --workers nonsense | host:port",
        "scheduler --workers a:1 --port 70000 | 65535",
        "scheduler --workers a:1 --worker-tls a.pem | a.pem",
        "worker --port 70000 | 65535",
        "worker --tls-key a.pem | --tls-cert",
        "worker --tls-cert a.pem --tls-key b.pem | a.pem",
        "serve --worker-port 70000 | 65535",
        "serve --tls-cert a.pem | --tls-key",
        "models | --connect",
        "bench | in a checkout",
        "bench load --stub --clients 1,16 | in a checkout",
        "'' | which subcommand"
      })
  void wrongCommand_saysWhatToWrite(String command, String hint) {
    String[] arguments = command.isEmpty() ? new String[0] : command.split(" ");

    Cli result = Cli.run(arguments);

    assertThat(result.err()).startsWith("sparsed: ").contains(hint);
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"generate --output json", "generate --output=json x --steps x"})
  void wrongCommand_askedForJson_answersWithJson(String command) throws Exception {
    Cli result = Cli.run(command.split(" "));

    JsonNode error = new ObjectMapper().readTree(result.out()).path("error");
    assertThat(error.path("reason").asText()).isEqualTo("USAGE");
    assertThat(error.path("message").asText()).isNotEmpty();
    assertThat(result.exitCode()).isEqualTo(2);
  }

  @Test
  void help_everySubcommand_isListed() {
    Cli result = Cli.run("--help");

    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .contains(
            "generate",
            "score",
            "batch",
            "serve",
            "scheduler",
            "worker",
            "models",
            "inspect",
            "bench");
  }

  @Test
  void help_ofGenerate_namesTheFlagsOfThePublishedScripts() {
    assertThat(Cli.run("generate", "--help").out())
        .contains(
            "--model_path",
            "--seq_len",
            "--steps",
            "--block_length",
            "--sampling-alg",
            "--origin",
            "--skip",
            "--select",
            "--block_size",
            "--prompt");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"generate", "score", "batch", "serve", "scheduler", "worker", "models", "inspect"})
  void help_ofACommand_isThatOfItsFlag(String command) {
    Cli result = Cli.run("help", command);

    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).isEqualTo(Cli.run(command, "--help").out()).contains("--verbose");
  }

  @Test
  void help_always_tellsTheExitCodes() {
    assertThat(Cli.run("help").out())
        .isEqualTo(Cli.run("--help").out())
        .contains("Exit codes:", "some requests of a batch");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "help generate", "generate --help", "--version", "models"})
  void commandWithoutFlagsOfOthers_answersAsTheWholeOne(String command) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] arguments = command.split(" ");
    int exitCode =
        SparseDCommand.of(arguments)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);

    assertThat(new Cli(exitCode, out.toString(), err.toString())).isEqualTo(Cli.run(arguments));
  }

  @Test
  void version_always_isSaid() {
    assertThat(Cli.run("--version").out()).startsWith("sparsed ").contains("Java 25");
  }

  @Test
  void completion_always_isABashScript() {
    assertThat(Cli.run("generate-completion").out()).contains("complete -F", "generate");
  }
}

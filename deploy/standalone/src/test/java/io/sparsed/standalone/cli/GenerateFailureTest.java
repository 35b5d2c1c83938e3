package io.sparsed.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sparsed.scheduler.SchedulerConfig;
import io.sparsed.scheduler.SchedulerServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Failures are told in a sentence, or in JSON, with an exit code. */
class GenerateFailureTest extends GenerateCommands {
  @Test
  void generate_invalidRequest_saysEveryViolation() {
    Cli result = ask("hi", "--gen-length", "0", "--select", "1.5", "--block-size", "17");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .contains("diffusion.gen_length: ", "sparse.select: ", "sparse.block_size: ")
        .contains("  --gen-length, diffusion.gen_length: ");
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
    String targets = "127.0.0.1:1," + servers.target();
    Cli result = Cli.run(with(new String[] {"generate", "hi", "--connect", targets}, SHORT));

    assertThat(result.exitCode()).isZero();
  }

  @Test
  void generate_nobodyListens_fails() {
    Cli result = Cli.run("generate", "hi", "--connect", "127.0.0.1:1");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("127.0.0.1:1").doesNotContain("\tat ");
  }

  @Test
  void generate_portThatIsNone_isAWrongCommand() {
    Cli result = Cli.run("generate", "hi", "--connect", "localhost:65536");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("'localhost:65536' is no address of a scheduler");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--model-id=demo"})
  void generate_schedulerWithoutWorkers_fails(String more) {
    try (SchedulerServer empty =
        SchedulerServer.start(SchedulerConfig.of(List.of("127.0.0.1:1")))) {
      List<String> command =
          Stream.of("generate", "hi", "--connect", "127.0.0.1:" + empty.port(), more)
              .filter(argument -> !argument.isEmpty())
              .toList();

      Cli result = Cli.run(command.toArray(String[]::new));

      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.err()).contains("none of its workers is ready");
    }
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
    assertThat(result.err()).containsIgnoringCase("deadline").doesNotContain("CallOptions");
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
  void generate_wrongToken_isUnauthenticated(@TempDir Path folder) throws Exception {
    try (DemoServers guarded =
        new DemoServers(config -> config.withEndpoint(TokenFiles.endpoint(folder, "right")))) {
      assertThat(models(guarded, TokenFiles.of(folder, "wrong")).exitCode()).isEqualTo(1);
      assertThat(models(guarded, TokenFiles.of(folder, "right")).out()).contains("demo: LLADA");
    }
  }

  private static Cli models(DemoServers servers, String tokenFile) {
    return Cli.run("models", "--connect", servers.target(), "--token-file", tokenFile);
  }
}

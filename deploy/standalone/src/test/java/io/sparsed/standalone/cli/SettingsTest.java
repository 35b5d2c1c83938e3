package io.sparsed.standalone.cli;

import static io.sparsed.standalone.cli.Commands.parsed;
import static io.sparsed.standalone.cli.Commands.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparsed.scheduler.SchedulerConfig;
import io.sparsed.worker.Endpoint;
import io.sparsed.worker.WorkerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Flags and their variables, in every command that has settings. */
class SettingsTest {
  private static final Map<String, String> NO_VARIABLES = Map.of();

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"scheduler", "worker", "serve", "gateway", "models"})
  void help_eachFlag_namesItsVariable(String command) {
    CommandLine commandLine = command(command, NO_VARIABLES);
    String help = commandLine.getUsageMessage();

    assertThat(help).doesNotContain("[mixin");
    for (OptionSpec flag : settings(commandLine)) {
      String name = longName(flag);
      String variable = "SPARSED_" + name.substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
      assertThat(flag.descriptionKey()).isEqualTo(variable);
      assertThat(help).contains(name, "[" + variable + "]");
    }
  }

  @Test
  void scheduler_variablesOnly_needsNoFlag() {
    SchedulerCommand command =
        parsed(
            SchedulerCommand.class,
            Map.of("SPARSED_WORKERS", "a:1,b:2", "SPARSED_PORT", ""),
            "scheduler");

    SchedulerConfig config = command.config();

    assertThat(config.workers()).containsExactly("a:1", "b:2");
    assertThat(config.endpoint().port()).isEqualTo(50_051);
  }

  @Test
  void flagVariableAndFile_winInThisOrder() throws IOException {
    Path file = Files.writeString(folder.resolve("s.properties"), "port=1\nhost=a\nworkers=f:1\n");
    Map<String, String> variables = Map.of("SPARSED_HOST", "b", "SPARSED_PORT", "2");

    SchedulerConfig config =
        parsed(
                SchedulerCommand.class,
                variables,
                "scheduler",
                "--config",
                file.toString(),
                "--port",
                "3")
            .config();

    assertThat(config.endpoint().port()).isEqualTo(3);
    assertThat(config.endpoint().host()).isEqualTo("b");
    assertThat(config.workers()).containsExactly("f:1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"serve", "scheduler", "worker"})
  void printConfig_tellsValuesAndSources(String command) throws IOException {
    Path file = Files.writeString(folder.resolve("s.properties"), "port=1\n");

    Cli printed =
        run(
            Map.of("SPARSED_CONFIG", file.toString(), "SPARSED_HOST", "0.0.0.0"),
            command,
            "--print-config",
            "--max-canvas-length=77");

    assertThat(printed.exitCode()).isZero();
    assertThat(printed.out())
        .contains(
            "# " + file + "\nport=1\n",
            "# SPARSED_HOST\nhost=0.0.0.0\n",
            "# flag\nmax-canvas-length=77\n",
            "# default\npattern-cache-bytes=");
    Path again = Files.writeString(folder.resolve("again.properties"), printed.out());
    assertThat(run(Map.of(), command, "--print-config", "--config=" + again).out())
        .contains("# " + again + "\nhost=0.0.0.0\n");
  }

  @Test
  void printConfig_secrets_areMasked() {
    assertThat(run(Map.of("SPARSED_CLIENT_WEIGHTS", "hush=2"), "scheduler", "--print-config").out())
        .contains("# SPARSED_CLIENT_WEIGHTS\n#client-weights=(secret)\n")
        .doesNotContain("hush");
  }

  @ParameterizedTest
  @CsvSource({
    "'prot=1', there is no setting prot; the nearest is port",
    "'--port=1', there is no setting --port; the nearest is port",
    "'print-config=true', there is no setting print-config",
    "'port=x', Invalid value for option '--port'",
    "'port=\\u12', cannot be read",
  })
  void wrongFile_isRefusedByItsName(String line, String problem) throws IOException {
    Path file = Files.writeString(folder.resolve("s.properties"), line);

    Cli refused = run(Map.of(), "scheduler", "--config", file.toString());

    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains(file.toString(), problem);
  }

  @Test
  void missingFile_isRefused() {
    assertThat(run(Map.of(), "serve", "--config", "nowhere.properties").err())
        .contains("nowhere.properties cannot be read: no such file or folder");
  }

  @Test
  void worker_flagAndVariable_theFlagWins() {
    WorkerCommand command =
        parsed(
            WorkerCommand.class,
            Map.of("SPARSED_PORT", "1", "SPARSED_DEVICE", "cpu"),
            "worker",
            "--port",
            "2");

    WorkerConfig config = command.config(Path.of("model"));

    assertThat(config.endpoint()).isEqualTo(Endpoint.LOOPBACK.withPort(2));
    assertThat(config.compute().devices()).containsExactly("cpu");
  }

  @ParameterizedTest
  @CsvSource({
    "scheduler, SPARSED_WORKERS, nonsense",
    "scheduler, SPARSED_PORT, tcp://10.0.0.1:50051",
    "scheduler, SPARSED_PORT, 70000",
    "scheduler, SPARSED_MAX_QUEUED_REQUESTS, many",
    "scheduler, SPARSED_CLIENT_WEIGHTS, gold",
    "worker, SPARSED_DTYPE, int4",
    "serve, SPARSED_WORKER_PORT, 70000",
    "models, SPARSED_TIMEOUT, soon",
  })
  void wrongVariable_isRefusedByItsName(String command, String variable, String value) {
    Cli refused = run(Map.of(variable, value), command);

    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).startsWith("sparsed: ").contains("(read from " + variable + ")");
  }

  @Test
  void wrongFlagBesideAVariable_doesNotBlameTheVariable() {
    assertThat(run(Map.of("SPARSED_PORT", "1"), "scheduler", "--port", "x").err())
        .contains("--port")
        .doesNotContain("SPARSED");
  }

  @Test
  void generate_flagsOfARequest_haveNoVariables() {
    List<OptionSpec> flags = command("generate", NO_VARIABLES).getCommandSpec().options();

    Set<String> named =
        names(flags.stream().filter(flag -> flag.descriptionKey().startsWith("SPARSED_")).toList());

    assertThat(named)
        .contains("--connect", "--token-file", "--model", "--device")
        .doesNotContain("--steps", "--seed", "--skip", "--output");
  }

  private static CommandLine command(String name, Map<String, String> variables) {
    return Objects.requireNonNull(
        SparseDCommand.commandLine(new NoBenchCommand(), variables).getSubcommands().get(name));
  }

  /** Returns the flags of a command, without those of its output and its help. */
  private static List<OptionSpec> settings(CommandLine command) {
    return command.getCommandSpec().options().stream()
        .filter(flag -> !flag.usageHelp() && !flag.versionHelp())
        .filter(flag -> !longName(flag).equals("--output"))
        .toList();
  }

  private static Set<String> names(List<OptionSpec> flags) {
    return flags.stream().map(SettingsTest::longName).collect(Collectors.toSet());
  }

  private static String longName(OptionSpec flag) {
    return Arrays.stream(flag.names())
        .filter(name -> name.startsWith("--"))
        .findFirst()
        .orElseThrow();
  }
}

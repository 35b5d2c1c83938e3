package io.sparsed.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparsed.scheduler.admission.AdmissionLimits;
import io.sparsed.tls.TlsFiles;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The flags and variables of a scheduler. */
class SchedulerMainTest {

  private static final Map<String, String> NO_VARIABLES = Map.of();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--prot 1",
        "--port",
        "--port x",
        "--port 70000",
        "--workers nowhere",
        "--tls-cert one-file",
        "--tls-key one-file",
        "--tls-client-ca one-file",
        "--calls-per-minute 0",
        "--reflection perhaps",
        "--worker-tls ca.pem,cert.pem",
        "--steps-per-worker 0",
        "--step-floor 0",
        "--workers a:1,nowhere",
        "--max-concurrent-requests 0",
        "--max-canvas-length 1",
        "--client-weights gold",
        "--client-weights gold=0",
        "--client-weights gold=much",
        "--metrics-port 65536",
        "--drain-limit -1",
        "--metrics-tls",
        "--metrics-token-file nowhere",
      })
  void main_badFlag_isRefusedInOneLine(String flags) {
    assertThat(refusal(NO_VARIABLES, flags.split(" "))).startsWith("scheduler: ").hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource({
    "SPARSED_PORT, x",
    "SPARSED_PORT, 70000",
    "SPARSED_WORKERS, nowhere",
    "SPARSED_MAX_QUEUED_REQUESTS, many",
    "SPARSED_CLIENT_WEIGHTS, gold",
  })
  void main_badVariable_isRefusedByItsName(String variable, String value) {
    assertThat(refusal(Map.of(variable, value, "SPARSED_HOST", "")))
        .contains("read from " + variable)
        .hasLineCount(1);
  }

  @Test
  void main_badFlagBesideAVariable_doesNotBlameTheVariable() {
    assertThat(refusal(Map.of("SPARSED_PORT", "1"), "--port", "x")).doesNotContain("SPARSED");
  }

  @Test
  void main_variableThatItDoesNotRead_isTold() {
    assertThat(
            refusal(
                Map.of(
                    "SPARSED_PROT", "1",
                    "SPARSED_PORT_50051_TCP", "tcp://1.2.3.4",
                    "SPARSED_HOST", "nowhere.invalid",
                    "SPARSED_METRICS_PORT", "65536")))
        .startsWith("scheduler: it does not read the variable SPARSED_PROT\n")
        .hasLineCount(2);
  }

  @Test
  void main_formerVariableForTls_isRefused() {
    assertThat(refusal(Map.of("SPARSED_TLS", "cert.pem,key.pem")))
        .startsWith("scheduler: SPARSED_TLS is not read by servers: set SPARSED_TLS_CERT")
        .hasLineCount(1);
  }

  @Test
  void config_nothingGiven_isTheDefaults() {
    assertThat(config(NO_VARIABLES))
        .isEqualTo(
            SchedulerConfig.of(List.of("127.0.0.1:50061"))
                .withEndpoint(Endpoint.LOOPBACK.withPort(50_051)));
  }

  @Test
  void config_flagAndVariable_theFlagWins() {
    SchedulerConfig config =
        config(
            Map.of(
                "SPARSED_PORT",
                "8",
                "SPARSED_WORKERS",
                "c:3",
                "SPARSED_MAX_CANVAS_LENGTH",
                "65536"),
            "--port",
            "7",
            "--workers",
            "a:1,b:2");

    assertThat(config.endpoint().port()).isEqualTo(7);
    assertThat(config.workers()).containsExactly("a:1", "b:2");
    assertThat(config.maxCanvasLength()).hasValue(65_536);
  }

  @Test
  void config_everyVariable_isRead() {
    SchedulerConfig config =
        config(
            Map.ofEntries(
                Map.entry("SPARSED_WORKERS", "c:3,d:4"),
                Map.entry("SPARSED_HOST", "0.0.0.0"),
                Map.entry("SPARSED_TOKENS", "tokens"),
                Map.entry("SPARSED_CALLS_PER_MINUTE", "60"),
                Map.entry("SPARSED_REFLECTION", "false"),
                Map.entry("SPARSED_TLS_CERT", "cert.pem"),
                Map.entry("SPARSED_TLS_KEY", "key.pem"),
                Map.entry("SPARSED_TLS_CLIENT_CA", "ca.pem"),
                Map.entry("SPARSED_MAX_CONCURRENT_REQUESTS", "5"),
                Map.entry("SPARSED_MAX_QUEUED_REQUESTS", "6"),
                Map.entry("SPARSED_PATTERN_CACHE_BYTES", "7"),
                Map.entry("SPARSED_CLIENT_WEIGHTS", "gold=2,a2V5==3"),
                Map.entry("SPARSED_MAX_CANVAS_LENGTH", ""),
                Map.entry("SPARSED_DRAIN_LIMIT", "8"),
                Map.entry("SPARSED_METRICS_PORT", "9090")));

    TlsFiles tls =
        TlsFiles.server(Path.of("cert.pem"), Path.of("key.pem")).trusting(Path.of("ca.pem"));
    assertThat(config)
        .isEqualTo(
            SchedulerConfig.of(List.of("c:3", "d:4"))
                .with(
                    expected ->
                        expected
                            .endpoint(
                                new Endpoint(
                                    "0.0.0.0",
                                    50_051,
                                    Optional.of(Path.of("tokens")),
                                    Optional.of(tls),
                                    Optional.of(60),
                                    false))
                            .admission(new AdmissionLimits(5, 6, 7, Map.of("gold", 2, "a2V5=", 3)))
                            .drainLimit(Duration.ofSeconds(8))
                            .metricsPort(9090)));
  }

  @Test
  void config_everyFlagOfThePool_isRead() {
    SchedulerConfig config =
        config(
            Map.of(
                "SPARSED_WORKER_TLS", "ca.pem,cert.pem,key.pem",
                "SPARSED_STEP_FLOOR", "7",
                "SPARSED_PATIENCE", "30"),
            "--workers",
            "dns:///workers:1",
            "--steps-per-worker",
            "8");

    assertThat(config.workers()).containsExactly("dns:///workers:1");
    assertThat(config.pool().stepsPerWorker()).isEqualTo(8);
    assertThat(config.pool().stepLimit().floor()).hasSeconds(7);
    assertThat(config.pool().patience()).hasSeconds(30);
    assertThat(config.workerTls())
        .contains(
            TlsFiles.server(Path.of("cert.pem"), Path.of("key.pem")).trusting(Path.of("ca.pem")));
  }

  static List<OptionSpec> flags() {
    return SchedulerMain.commandLine(NO_VARIABLES).getCommandSpec().options().stream()
        .filter(flag -> !flag.usageHelp())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("flags")
  void help_eachFlag_namesItsVariable(OptionSpec flag) {
    String name = flag.names()[0];
    String variable = "SPARSED_" + name.substring(2).replace('-', '_').toUpperCase(Locale.ROOT);

    assertThat(flag.descriptionKey()).isEqualTo(variable);
    assertThat(SchedulerMain.commandLine(NO_VARIABLES).getUsageMessage())
        .contains(name, "[" + variable + "]");
  }

  private static SchedulerConfig config(Map<String, String> variables, String... flags) {
    CommandLine command = SchedulerMain.commandLine(variables);
    var _ = command.parseArgs(flags);
    return command.<SchedulerMain>getCommand().config();
  }

  /** Returns the error message of a command that exits with 2. */
  private static String refusal(Map<String, String> variables, String... flags) {
    StringWriter errors = new StringWriter();
    int exitCode =
        SchedulerMain.commandLine(variables).setErr(new PrintWriter(errors, true)).execute(flags);
    assertThat(exitCode).isEqualTo(2);
    return errors.toString();
  }
}

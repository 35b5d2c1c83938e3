package io.sparsed.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparsed.tls.TlsFiles;
import io.sparsed.worker.model.Precision;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Model.OptionSpec;

/** The flags and variables of a worker. */
class WorkerMainTest {
  private static final Map<String, String> NO_VARIABLES = Map.of();

  @Test
  void config_nothingButAModel_isTheDefaults() {
    var config = config(Map.of("SPARSED_MODEL", "/models/a"));

    assertThat(config)
        .isEqualTo(
            WorkerConfig.of(Path.of("/models/a")).withEndpoint(Endpoint.LOOPBACK.withPort(50_061)));
    assertThat(config.modelId()).isEqualTo("a");
  }

  @Test
  void config_everyVariable_isRead() {
    var config =
        config(
            Map.ofEntries(
                Map.entry("SPARSED_MODEL", "/models/a"),
                Map.entry("SPARSED_MODEL_ID", "b"),
                Map.entry("SPARSED_HOST", "::1"),
                Map.entry("SPARSED_PORT", "7"),
                Map.entry("SPARSED_TLS_CERT", "cert.pem"),
                Map.entry("SPARSED_TLS_KEY", "key.pem"),
                Map.entry("SPARSED_TLS_CLIENT_CA", "ca.pem"),
                Map.entry("SPARSED_TLS_CLIENT_NAMES", "a,b"),
                Map.entry("SPARSED_REFLECTION", "false"),
                Map.entry("SPARSED_DEVICE", "cuda:1"),
                Map.entry("SPARSED_DTYPE", "float32"),
                Map.entry("SPARSED_PRECISION", "fp8"),
                Map.entry("SPARSED_MAX_BATCH_TOKENS", "9"),
                Map.entry("SPARSED_MAX_CANVAS_LENGTH", "10"),
                Map.entry("SPARSED_PATTERN_CACHE_BYTES", "11"),
                Map.entry("SPARSED_DRAIN_LIMIT", "12"),
                Map.entry("SPARSED_METRICS_PORT", "9091"),
                Map.entry("SPARSED_KERNELS_LIBRARY", "k.so")));

    var tls = TlsFiles.server(Path.of("cert.pem"), Path.of("key.pem")).trusting(Path.of("ca.pem"));
    assertThat(config)
        .isEqualTo(
            new WorkerConfig(
                Path.of("/models/a"),
                "b",
                new Endpoint("::1", 7, Optional.of(tls), List.of("a", "b"), false),
                new WorkerLimits(11, OptionalLong.empty(), 10, 256, 9),
                new Compute(
                    "cuda:1", ComputeType.FLOAT32, Precision.FP8, Optional.of(Path.of("k.so"))),
                Duration.ofSeconds(12),
                OptionalInt.of(9091),
                AdminAccess.OPEN));
  }

  @Test
  void config_flagAndVariable_theFlagWins() {
    var config =
        config(
            Map.of("SPARSED_MODEL", "/models/a", "SPARSED_PORT", "8"),
            "--port=7",
            "--model",
            "/models/b");

    assertThat(config.checkpoint()).isEqualTo(Path.of("/models/b"));
    assertThat(config.endpoint().port()).isEqualTo(7);
  }

  @Test
  void config_emptyVariable_isUnset() {
    assertThat(config(Map.of("SPARSED_MODEL", "/models/a", "SPARSED_DTYPE", "")).compute())
        .isEqualTo(Compute.defaults());
  }

  @ParameterizedTest
  @CsvSource({
    "SPARSED_TLS_CERT, cert.pem, --tls-key",
    "SPARSED_TLS_CLIENT_CA, ca.pem, --tls-cert",
    "SPARSED_TLS_CLIENT_NAMES, a, --tls-client-ca",
    "SPARSED_REFLECTION, perhaps, perhaps",
    "SPARSED_PORT, 65536, 65535",
    "SPARSED_PORT, x, x",
    "SPARSED_DTYPE, int4, FLOAT32",
    "SPARSED_MAX_BATCH_TOKENS, 0, positive",
    "SPARSED_METRICS_PORT, 65536, metrics",
    "SPARSED_MODEL_ID, ' ', id",
  })
  void main_badVariable_isRefusedByItsNameAndSaysWhy(String variable, String value, String why) {
    assertThat(refusal(Map.of(variable, value), "--model", "/models/a"))
        .contains("read from " + variable, why)
        .hasLineCount(1);
  }

  @Test
  void main_variableThatItDoesNotRead_isTold() {
    assertThat(
            refusal(
                Map.of(
                    "SPARSED_PROT", "1",
                    "SPARSED_PORT_50051_TCP", "tcp://1.2.3.4",
                    "SPARSED_HOST", "nowhere.invalid",
                    "SPARSED_METRICS_PORT", "65536"),
                "--model",
                "/models/a"))
        .startsWith("worker: it does not read the variable SPARSED_PROT\n")
        .hasLineCount(2);
  }

  @Test
  void main_formerVariableForTls_isRefused() {
    assertThat(refusal(Map.of("SPARSED_TLS", "cert.pem,key.pem")))
        .startsWith("worker: SPARSED_TLS is not read by servers: set SPARSED_TLS_CERT")
        .hasLineCount(1);
  }

  @Test
  void main_noModel_isRefused() {
    assertThat(refusal(NO_VARIABLES)).contains("--model", "SPARSED_MODEL");
  }

  static List<OptionSpec> flags() {
    return WorkerMain.commandLine(NO_VARIABLES).getCommandSpec().options().stream()
        .filter(flag -> !flag.usageHelp())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("flags")
  void help_eachFlag_namesItsVariable(OptionSpec flag) {
    var name = flag.names()[0];
    var variable = "SPARSED_" + name.substring(2).replace('-', '_').toUpperCase(Locale.ROOT);

    assertThat(flag.descriptionKey()).isEqualTo(variable);
    assertThat(WorkerMain.commandLine(NO_VARIABLES).getUsageMessage())
        .contains(name, "[" + variable + "]");
  }

  private static WorkerConfig config(Map<String, String> variables, String... flags) {
    var command = WorkerMain.commandLine(variables);
    var _ = command.parseArgs(flags);
    return command.<WorkerMain>getCommand().config();
  }

  /** Returns the error message of a command that exits with 2. */
  private static String refusal(Map<String, String> variables, String... flags) {
    var errors = new StringWriter();
    int exitCode =
        WorkerMain.commandLine(variables).setErr(new PrintWriter(errors, true)).execute(flags);
    assertThat(exitCode).isEqualTo(2);
    return errors.toString();
  }
}

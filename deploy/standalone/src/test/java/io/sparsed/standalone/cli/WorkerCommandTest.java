package io.sparsed.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparsed.service.AdminAccess;
import io.sparsed.tls.TlsFiles;
import io.sparsed.worker.Compute;
import io.sparsed.worker.ComputeType;
import io.sparsed.worker.Endpoint;
import io.sparsed.worker.WorkerConfig;
import io.sparsed.worker.WorkerLimits;
import io.sparsed.worker.model.Precision;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The configuration that flags and variables give a worker. */
class WorkerCommandTest {
  @Test
  void config_nothingButAModel_isTheDefaults() {
    var config = config(Map.of());

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
                Map.entry("SPARSED_MODEL_ID", "b"),
                Map.entry("SPARSED_HOST", "::1"),
                Map.entry("SPARSED_PORT", "7"),
                Map.entry("SPARSED_TLS_CERT", "cert.pem"),
                Map.entry("SPARSED_TLS_KEY", "key.pem"),
                Map.entry("SPARSED_TLS_CLIENT_CA", "ca.pem"),
                Map.entry("SPARSED_TLS_CLIENT_NAMES", "a,b"),
                Map.entry("SPARSED_REFLECTION", "false"),
                Map.entry("SPARSED_DEVICES", "0,cuda:1"),
                Map.entry("SPARSED_DTYPE", "float32"),
                Map.entry("SPARSED_PRECISION", "fp8-linear"),
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
                    List.of("cuda:0", "cuda:1"),
                    ComputeType.FLOAT32,
                    Precision.FP8_LINEAR,
                    Optional.of(Path.of("k.so"))),
                Duration.ofSeconds(12),
                OptionalInt.of(9091),
                AdminAccess.OPEN));
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
    "SPARSED_MAX_BATCH_TOKENS, 0, --max-batch-tokens must be at least 1",
    "SPARSED_MAX_CANVAS_LENGTH, 1, --max-canvas-length must be at least 2",
    "SPARSED_PATTERN_CACHE_BYTES, 0, --pattern-cache-bytes must be at least 1",
    "SPARSED_KEY_VALUE_BYTES, -1, --key-value-bytes must not be below 0",
    "SPARSED_DRAIN_LIMIT, -1, --drain-limit must not be below 0",
    "SPARSED_METRICS_PORT, 65536, metrics",
    "SPARSED_MODEL_ID, ' ', id",
  })
  void badVariable_isRefusedByItsNameAndSaysWhy(String variable, String value, String why) {
    Cli refused = Commands.run(Map.of(variable, value), "worker", "--model", "/models/a");

    assertThat(refused.err()).contains("read from " + variable, why);
    assertThat(refused.exitCode()).isEqualTo(2);
  }

  private static WorkerConfig config(Map<String, String> variables) {
    return Commands.parsed(WorkerCommand.class, variables, "worker").config(Path.of("/models/a"));
  }
}

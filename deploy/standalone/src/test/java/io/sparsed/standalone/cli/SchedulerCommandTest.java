package io.sparsed.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparsed.scheduler.Endpoint;
import io.sparsed.scheduler.SchedulerConfig;
import io.sparsed.scheduler.admission.AdmissionLimits;
import io.sparsed.tls.TlsFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The configuration that flags and variables give a scheduler. */
class SchedulerCommandTest {

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
  void badFlag_isRefused(String flags) {
    Cli refused = Cli.run(("scheduler " + flags).split(" "));

    assertThat(refused.err()).startsWith("sparsed: ");
    assertThat(refused.exitCode()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "--workers, a:65536, a port is at most 65535",
    "--workers, dns:///a:99999, a port is at most 65535",
    "--max-concurrent-requests, 0, must be at least 1",
    "--max-queued-requests, -1, must not be below 0",
    "--pattern-cache-bytes, -1, must not be below 0",
    "--max-canvas-length, -5, must be at least 2",
    "--stall-limit, 0, must be above 0",
    "--drain-limit, -1, must not be below 0",
    "--steps-per-worker, 0, must be at least 1",
    "--step-floor, 0, must be above 0",
    "--patience, -1, must not be below 0",
    "--calls-per-minute, 0, must be above 0",
    "--client-weights, gold=NaN, is not KEY=WEIGHT",
  })
  void numberOutOfRange_isRefusedByItsFlag(String flag, String value, String why) {
    Cli refused = Cli.run("scheduler", "--port", "0", flag, value);

    assertThat(refused.err()).contains(flag.equals("--workers") ? value : flag, why);
    assertThat(refused.exitCode()).isEqualTo(2);
  }

  @Test
  void config_nothingGiven_isTheDefaults() {
    assertThat(config(Map.of()))
        .isEqualTo(
            SchedulerConfig.of(List.of("127.0.0.1:50061"))
                .withEndpoint(Endpoint.LOOPBACK.withPort(50_051)));
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

  private static SchedulerConfig config(Map<String, String> variables, String... flags) {
    return Commands.parsed(SchedulerCommand.class, variables, "scheduler", flags).config();
  }
}

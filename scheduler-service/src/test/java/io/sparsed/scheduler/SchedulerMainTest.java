package io.sparsed.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchedulerMainTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--prot 1",
        "--port",
        "--port x",
        "--port 70000",
        "--workers nowhere",
        "--tls one-file",
        "--worker-tls ca.pem,cert.pem",
        "--steps-per-worker 0",
        "--step-floor 0",
        "--workers a:1,nowhere",
        "--max-concurrent-requests 0",
        "--max-canvas-length 1",
        "--client-weights gold",
        "--client-weights gold=0",
        "--metrics-port 65536",
      })
  void config_badFlag_isRefused(String flags) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SchedulerMain.config(flags.split(" "), Map.of()));
  }

  @Test
  void config_flagAndVariable_theFlagWins() {
    SchedulerConfig config =
        SchedulerMain.config(
            new String[] {"--port", "7", "--workers", "a:1,b:2"},
            Map.of("SPARSED_PORT", "8", "SPARSED_MAX_CANVAS_LENGTH", "65536"));

    assertThat(config.endpoint().port()).isEqualTo(7);
    assertThat(config.workers()).containsExactly("a:1", "b:2");
    assertThat(config.maxCanvasLength()).hasValue(65_536);
  }

  @Test
  void config_everyVariable_isRead() {
    SchedulerConfig config =
        SchedulerMain.config(
            new String[0],
            Map.of(
                "SPARSED_WORKERS", "c:3",
                "SPARSED_HOST", "0.0.0.0",
                "SPARSED_TOKEN", "t",
                "SPARSED_TLS", "cert.pem,key.pem",
                "SPARSED_MAX_CONCURRENT_REQUESTS", "5",
                "SPARSED_MAX_QUEUED_REQUESTS", "6",
                "SPARSED_PATTERN_CACHE_BYTES", "7"));

    assertThat(config)
        .isEqualTo(
            SchedulerConfig.of(List.of("c:3"))
                .withHost("0.0.0.0")
                .withPort(50_051)
                .withToken("t")
                .withTls(new Tls(Path.of("cert.pem"), Path.of("key.pem")))
                .withMaxConcurrentRequests(5)
                .withMaxQueuedRequests(6)
                .withPatternCacheBytes(7));
  }

  @Test
  void config_everyFlagOfThePool_isRead() {
    SchedulerConfig config =
        SchedulerMain.config(
            new String[] {"--workers", "dns:///workers:1", "--steps-per-worker", "8"},
            Map.of(
                "SPARSED_WORKER_TLS", "ca.pem,cert.pem,key.pem",
                "SPARSED_STEP_FLOOR", "7",
                "SPARSED_PATIENCE", "30"));

    assertThat(config.workers()).containsExactly("dns:///workers:1");
    assertThat(config.pool().stepsPerWorker()).isEqualTo(8);
    assertThat(config.pool().stepLimit().floor()).hasSeconds(7);
    assertThat(config.pool().patience()).hasSeconds(30);
    assertThat(config.workerTls())
        .contains(
            new WorkerTls(
                Path.of("ca.pem"), Optional.of(new Tls(Path.of("cert.pem"), Path.of("key.pem")))));
  }
}

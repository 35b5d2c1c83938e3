package io.sparsed.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sparsed.worker.model.Precision;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkerMainTest {
  @Test
  void config_nothingButAModel_listensEverywhereInPlaintext() {
    var config = WorkerMain.config(Map.of("SPARSED_MODEL", "/models/a"));

    assertThat(config)
        .isEqualTo(WorkerConfig.of(Path.of("/models/a")).withHost("0.0.0.0").withPort(50_061));
    assertThat(config.modelId()).isEqualTo("a");
  }

  @Test
  void config_everyVariable_isRead() {
    var config =
        WorkerMain.config(
            Map.ofEntries(
                Map.entry("SPARSED_MODEL", "/models/a"),
                Map.entry("SPARSED_MODEL_ID", "b"),
                Map.entry("SPARSED_HOST", "::1"),
                Map.entry("SPARSED_PORT", "7"),
                Map.entry("SPARSED_TLS", "cert.pem,key.pem,ca.pem"),
                Map.entry("SPARSED_DEVICE", "cuda:1"),
                Map.entry("SPARSED_DTYPE", "float32"),
                Map.entry("SPARSED_PRECISION", "fp8"),
                Map.entry("SPARSED_MAX_BATCH_TOKENS", "9"),
                Map.entry("SPARSED_METRICS_PORT", "9091"),
                Map.entry("SPARSED_KERNELS_LIBRARY", "k.so")));

    var tls = new Tls(Path.of("cert.pem"), Path.of("key.pem"), Optional.of(Path.of("ca.pem")));
    assertThat(config)
        .isEqualTo(
            WorkerConfig.of(Path.of("/models/a"))
                .withModelId("b")
                .withHost("::1")
                .withPort(7)
                .withTls(tls)
                .withDevice("cuda:1")
                .withComputeType(ComputeType.FLOAT32)
                .withPrecision(Precision.FP8)
                .withLimits(WorkerLimits.defaults().withMaxBatchTokens(9))
                .withMetricsPort(9091)
                .withKernels(Path.of("k.so")));
  }

  @ParameterizedTest
  @CsvSource({
    "SPARSED_TLS, 'cert.pem', CERTIFICATES",
    "SPARSED_TLS, 'a,b,c,d', CERTIFICATES",
    "SPARSED_PORT, 65536, 65535",
    "SPARSED_MAX_BATCH_TOKENS, 0, positive",
    "SPARSED_METRICS_PORT, 65536, metrics",
    "SPARSED_MODEL_ID, ' ', id",
  })
  void config_badValue_isRefusedAndSaysWhy(String variable, String value, String why) {
    var environment = new HashMap<>(Map.of("SPARSED_MODEL", "/models/a"));
    environment.put(variable, value);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> WorkerMain.config(environment))
        .withMessageContaining(why);
  }

  @Test
  void config_noModel_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WorkerMain.config(Map.of()))
        .withMessageContaining("SPARSED_MODEL");
  }
}

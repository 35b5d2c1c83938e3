package io.sparsed.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.sparsed.v1.CompleteRequest;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.v1.GenerationServiceGrpc;
import io.sparsed.v1.ModelFamily;
import io.sparsed.v1.ModelInfo;
import io.sparsed.v1.TokenPrompt;
import io.sparsed.v1.Unmasking;
import io.sparsed.worker.Compute;
import io.sparsed.worker.Endpoint;
import io.sparsed.worker.WorkerConfig;
import io.sparsed.worker.WorkerLimits;
import io.sparsed.worker.WorkerServer;
import io.sparsed.worker.golden.Golden;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the health that the scheduler reports while workers come and go. */
class HealthTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"", GenerationServiceGrpc.SERVICE_NAME})
  void check_workerComesLateGoesAndComesBack_followsIt(String service) throws Exception {
    int port = freePort();
    try (Cluster cluster = Cluster.over(config -> config, "127.0.0.1:" + port)) {
      assertThat(status(cluster, service)).isEqualTo(ServingStatus.NOT_SERVING);
      assertThat(cluster.models()).isEmpty();
      for (int round = 0; round < 2; round++) {
        try (WorkerServer _ = worker(port)) {
          awaitStatus(cluster, service, ServingStatus.SERVING);
          assertThat(cluster.scheduler().awaitReady()).isSameAs(cluster.scheduler());
          assertThat(cluster.models()).hasSize(1);
        }
        awaitStatus(cluster, service, ServingStatus.NOT_SERVING);
      }
    }
  }

  @Test
  void complete_noWorkerEver_isUnavailable() throws Exception {
    try (Cluster cluster = Cluster.over(config -> config, "127.0.0.1:" + freePort())) {
      assertUnavailable(cluster, "");
      assertUnavailable(cluster, "llada-tiny");
    }
  }

  @Test
  void complete_knownModelsWorkerIsAway_isUnavailableAndNotUnknown() throws Exception {
    WorkerServer llada = Cluster.worker(folder, Cluster.LLADA);
    try (WorkerServer dream = Cluster.worker(folder, Cluster.DREAM);
        Cluster cluster =
            Cluster.over(config -> config, Cluster.address(llada), Cluster.address(dream))) {
      cluster.awaitModels(2);

      llada.close();
      cluster.awaitModels(1);

      assertUnavailable(cluster, Cluster.LLADA);
    }
  }

  @Test
  void listModels_twoFamilies_saysWhatEachIsAndTakes() throws Exception {
    try (Cluster cluster = Cluster.of(folder, config -> config, Cluster.LLADA, Cluster.DREAM)) {
      List<ModelInfo> models = cluster.models();

      assertThat(models).extracting(ModelInfo::getId).containsExactly("dream-tiny", "llada-tiny");
      ModelInfo dream = models.getFirst();
      assertThat(dream.getFamily()).isEqualTo(ModelFamily.MODEL_FAMILY_DREAM);
      assertThat(dream.getEosTokenIdsList()).isEmpty();
      assertThat(dream.getUnmaskingsList())
          .containsExactly(
              Unmasking.UNMASKING_ORIGIN,
              Unmasking.UNMASKING_MASKGIT_PLUS,
              Unmasking.UNMASKING_TOPK_MARGIN,
              Unmasking.UNMASKING_ENTROPY);
      assertThat(dream.getDefaultDiffusion().getTopP()).isEqualTo(0.95);
      assertThat(dream.getDefaultDiffusion().getTemperature()).isEqualTo(0.05);
      assertThat(dream.getDefaultDiffusion().hasSeed()).isFalse();
      ModelInfo llada = models.getLast();
      assertThat(llada.getFamily()).isEqualTo(ModelFamily.MODEL_FAMILY_LLADA);
      assertThat(llada.getEosTokenIdsList()).containsExactly(501);
      assertThat(llada.getMaskTokenId()).isEqualTo(500);
      assertThat(llada.getVocabSize()).isEqualTo(512);
      assertThat(llada.getMaxCanvasLength()).isEqualTo(4096);
      assertThat(llada.getDefaultDiffusion().getBlockLength()).isEqualTo(32);
      assertThat(llada.getDefaultSparse().getSelect()).isEqualTo(0.3);
      assertThat(llada.getHasTokenizer()).isFalse();
      assertThat(llada.getWorkers()).isEqualTo(1);
    }
  }

  @Test
  void listModels_operatorsLimit_holdsUpToTheWorkers() throws Exception {
    try (WorkerServer worker =
            WorkerServer.start(
                    WorkerConfig.of(Golden.checkpoint(Cluster.LLADA, folder))
                        .withCompute(Compute.on("cpu"))
                        .withLimits(WorkerLimits.defaults().withMaxCanvasLength(6000)))
                .awaitReady();
        Cluster wider =
            Cluster.over(
                config -> config.withMaxCanvasLength(OptionalInt.of(5000)),
                Cluster.address(worker));
        Cluster tooWide =
            Cluster.over(
                config -> config.withMaxCanvasLength(OptionalInt.of(7000)),
                Cluster.address(worker))) {
      wider.awaitModels(1);
      tooWide.awaitModels(1);

      assertThat(wider.models().getFirst().getMaxCanvasLength()).isEqualTo(5000);
      assertThat(tooWide.models().getFirst().getMaxCanvasLength()).isEqualTo(6000);
      assertThat(tooWide.models().getFirst().getContextLength()).isEqualTo(4096);
    }
  }

  private WorkerServer worker(int port) throws IOException {
    return WorkerServer.start(
        WorkerConfig.of(Golden.checkpoint(Cluster.LLADA, folder))
            .withCompute(Compute.on("cpu"))
            .withEndpoint(Endpoint.LOOPBACK.withPort(port)));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void awaitStatus(Cluster cluster, String service, ServingStatus expected) {
    await().untilAsserted(() -> assertThat(status(cluster, service)).isEqualTo(expected));
  }

  private static ServingStatus status(Cluster cluster, String service) {
    return HealthGrpc.newBlockingStub(cluster.channel())
        .check(HealthCheckRequest.newBuilder().setService(service).build())
        .getStatus();
  }

  private static void assertUnavailable(Cluster cluster, String model) {
    GenerateRequest request =
        GenerateRequest.newBuilder()
            .setModel(model)
            .setTokens(TokenPrompt.newBuilder().addTokenIds(1))
            .build();
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(
            () -> cluster.stub().complete(CompleteRequest.newBuilder().setRequest(request).build()))
        .satisfies(e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE))
        .satisfies(e -> assertThat(Errors.reason(e)).isEqualTo("NO_WORKER"))
        .satisfies(e -> RequestsDocument.assertFailure("no worker of the model is ready", e));
  }
}

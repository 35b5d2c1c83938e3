package io.sparsed.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.stub.MetadataUtils;
import io.sparsed.tls.TlsFiles;
import io.sparsed.v1.CompleteRequest;
import io.sparsed.v1.GenerationServiceGrpc;
import io.sparsed.v1.ListModelsRequest;
import io.sparsed.worker.Compute;
import io.sparsed.worker.WorkerConfig;
import io.sparsed.worker.WorkerServer;
import io.sparsed.worker.golden.Golden;
import io.sparsed.worker.golden.GoldenCase;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the bearer token that calls must carry, and TLS. */
class SecurityTest {

  private static final GoldenCase GOLDEN = GoldenRequests.named("sparse_b32_s30");
  private static final String NOBODY = "127.0.0.1:1";

  @TempDir static Path certificates;
  private static TlsFiles scheduler;
  private static TlsFiles worker;

  @TempDir Path folder;

  @BeforeAll
  static void makeCertificates() throws Exception {
    scheduler = Certificates.selfSigned("scheduler", certificates);
    worker = Certificates.selfSigned("worker", certificates);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bearer wrong", "secret", "bearer secret", "Bearer secret "})
  void listModels_notTheToken_isUnauthenticated(String authorization) {
    try (Cluster cluster =
        Cluster.over(config -> config.withEndpoint(Tokens.endpoint(folder, "secret")), NOBODY)) {
      assertThatExceptionOfType(StatusRuntimeException.class)
          .isThrownBy(() -> listModels(cluster, authorization))
          .satisfies(
              e -> {
                assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
                assertThat(Errors.reason(e)).isEqualTo("UNAUTHENTICATED");
                RequestsDocument.assertFailure(
                    "the call lacks a token that the scheduler knows", e);
              });
    }
  }

  @Test
  void listModels_theToken_isAnswered() {
    try (Cluster cluster =
        Cluster.over(config -> config.withEndpoint(Tokens.endpoint(folder, "secret")), NOBODY)) {
      assertThat(listModels(cluster, "Bearer secret")).isZero();
    }
  }

  @Test
  void listModels_moreOftenThanAllowed_isRateLimitedByToken() {
    try (Cluster cluster =
        Cluster.over(
            config ->
                config.withEndpoint(
                    Tokens.endpoint(folder, "a", "b").withCallsPerMinute(Optional.of(1))),
            NOBODY)) {
      assertThat(listModels(cluster, "Bearer a")).isZero();

      assertThatExceptionOfType(StatusRuntimeException.class)
          .isThrownBy(() -> listModels(cluster, "Bearer a"))
          .satisfies(e -> RequestsDocument.assertFailure("the client calls too often", e));
      assertThat(listModels(cluster, "Bearer b")).isZero();
    }
  }

  @Test
  void reflection_turnedOff_isNotServed() {
    try (Cluster cluster =
        Cluster.over(
            config -> config.withEndpoint(Endpoint.LOOPBACK.withReflection(false)), NOBODY)) {
      var call = ServerReflectionGrpc.newBlockingV2Stub(cluster.channel()).serverReflectionInfo();

      assertThatExceptionOfType(StatusException.class)
          .isThrownBy(call::read)
          .satisfies(e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED));
    }
  }

  @Test
  void check_noToken_isAnswered() {
    try (Cluster cluster =
        Cluster.over(config -> config.withEndpoint(Tokens.endpoint(folder, "secret")), NOBODY)) {
      assertThat(
              HealthGrpc.newBlockingStub(cluster.channel())
                  .check(HealthCheckRequest.getDefaultInstance())
                  .getStatus())
          .isEqualTo(ServingStatus.NOT_SERVING);
    }
  }

  @Test
  void listModels_tls_isAnsweredOnlyOverTls() throws Exception {
    try (Cluster cluster =
        Cluster.over(
            config -> config.withEndpoint(Endpoint.LOOPBACK.withTls(Optional.of(scheduler))),
            NOBODY)) {
      assertThatExceptionOfType(StatusRuntimeException.class)
          .isThrownBy(cluster::models)
          .satisfies(e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));

      ManagedChannel secure =
          NettyChannelBuilder.forAddress("localhost", cluster.scheduler().port())
              .sslContext(
                  GrpcSslContexts.forClient()
                      .trustManager(Certificates.file(scheduler).toFile())
                      .build())
              .build();
      assertThat(
              GenerationServiceGrpc.newBlockingStub(secure)
                  .listModels(ListModelsRequest.getDefaultInstance())
                  .getModelsCount())
          .isZero();
      secure.shutdownNow();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "dns:///"})
  void listModels_workerOverTlsThatAsksWhoComes_isReadyOnlyForTheTrusted(String scheme)
      throws Exception {
    WorkerConfig secure =
        WorkerConfig.of(Golden.checkpoint(Cluster.LLADA, folder))
            .withCompute(Compute.on("cpu"))
            .withEndpoint(
                io.sparsed.worker.Endpoint.LOOPBACK.withTls(
                    Optional.of(worker.trusting(Certificates.file(scheduler)))));
    try (WorkerServer server = WorkerServer.start(secure)) {
      // By host name, which the certificate carries; it does not carry the address.
      String target = scheme + "localhost:" + server.port();
      try (Cluster plain = Cluster.over(config -> config, target);
          Cluster stranger =
              Cluster.over(to(scheduler.trusting(Certificates.file(scheduler))), target);
          Cluster nobody = Cluster.over(to(TlsFiles.client(Certificates.file(worker))), target);
          Cluster trusted =
              Cluster.over(to(scheduler.trusting(Certificates.file(worker))), target)) {
        trusted.awaitModels(1);

        assertThat(
                trusted
                    .stub()
                    .complete(
                        CompleteRequest.newBuilder()
                            .setRequest(GoldenRequests.request(GOLDEN))
                            .build())
                    .getFinished()
                    .getTokenIdsList())
            .isEqualTo(GoldenRequests.finalTokens(GOLDEN));
        assertThat(plain.models()).isEmpty();
        assertThat(stranger.models()).isEmpty();
        assertThat(nobody.models()).isEmpty();
      }
    }
  }

  private static UnaryOperator<SchedulerConfig> to(TlsFiles files) {
    return config -> config.withWorkerTls(Optional.of(files));
  }

  private static int listModels(Cluster cluster, String authorization) {
    Metadata headers = new Metadata();
    if (!authorization.isEmpty()) {
      headers.put(
          Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), authorization);
    }
    return cluster
        .stub()
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
        .listModels(ListModelsRequest.getDefaultInstance())
        .getModelsCount();
  }
}

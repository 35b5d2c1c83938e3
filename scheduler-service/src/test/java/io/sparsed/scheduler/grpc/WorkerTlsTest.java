package io.sparsed.scheduler.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.sparsed.scheduler.Certificates;
import io.sparsed.scheduler.pool.WorkerConnection;
import io.sparsed.scheduler.pool.WorkerException;
import io.sparsed.tls.Tls;
import io.sparsed.tls.TlsFiles;
import io.sparsed.worker.Endpoint;
import io.sparsed.worker.WorkerConfig;
import io.sparsed.worker.WorkerServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests how a scheduler reports workers whose TLS does not match. The workers have no model. */
class WorkerTlsTest {

  @TempDir static Path folder;
  private static TlsFiles worker;
  private static TlsFiles scheduler;

  @BeforeAll
  static void makeCertificates() throws Exception {
    worker = Certificates.selfSigned("worker", folder);
    scheduler = Certificates.selfSigned("scheduler", folder);
  }

  @Test
  void describe_anotherCaSignedTheWorker_saysThatItIsNotTrusted() throws Exception {
    try (WorkerServer server = secure(Optional.empty())) {
      assertThat(failure(server, trusting(scheduler))).contains("TLS", "not trusted");
    }
  }

  @Test
  void describe_workerAsksWhoComes_saysThatACertificateIsRequired() throws Exception {
    try (WorkerServer server = secure(Optional.of(Certificates.file(scheduler)))) {
      assertThat(failure(server, trusting(worker)))
          .contains("TLS: it refused", "certificate_required");
    }
  }

  @Test
  void describe_workerTrustsAnother_saysThatItDoesNotKnowThisOne() throws Exception {
    try (WorkerServer server = secure(Optional.of(Certificates.file(scheduler)))) {
      assertThat(failure(server, Optional.of(worker.trusting(Certificates.file(worker)))))
          .contains("TLS: it refused", "certificate_unknown");
    }
  }

  @Test
  void describe_workerServesAnotherName_saysThatThisOneIsNotServed() throws Exception {
    try (WorkerServer server =
        secure(Optional.of(Certificates.file(scheduler)), "another", "localhost.example")) {
      assertThat(failure(server, Optional.of(scheduler.trusting(Certificates.file(worker)))))
          .contains("PERMISSION_DENIED", "scheduler, localhost", "--tls-client-names");
    }
  }

  @Test
  void health_workerServesAnotherName_isToldToWhoIsTrusted() throws Exception {
    try (WorkerServer server = secure(Optional.of(Certificates.file(scheduler)), "another");
        Tls known = Tls.follow(scheduler.trusting(Certificates.file(worker)))) {
      assertThat(health(server, known)).isEqualTo(ServingStatus.NOT_SERVING);
      try (Tls stranger = Tls.follow(worker.trusting(Certificates.file(worker)))) {
        assertThatExceptionOfType(StatusRuntimeException.class)
            .isThrownBy(() -> health(server, stranger));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"scheduler", "localhost"})
  void describe_workerServesThisName_isAnswered(String name) throws Exception {
    try (WorkerServer server = secure(Optional.of(Certificates.file(scheduler)), "another", name)) {
      assertThat(failure(server, Optional.of(scheduler.trusting(Certificates.file(worker)))))
          .doesNotContain("PERMISSION_DENIED", "TLS");
    }
  }

  @Test
  void describe_plaintextToTls_saysThatTheWorkerMaySpeakTls() throws Exception {
    try (WorkerServer server = secure(Optional.empty())) {
      assertThat(failure(server, Optional.empty())).contains("hung up", "--worker-tls");
    }
  }

  @Test
  void describe_tlsToPlaintext_saysThatTheWorkerSpeaksPlaintext() throws Exception {
    try (WorkerServer server = WorkerServer.start(WorkerConfig.of(folder))) {
      assertThat(failure(server, trusting(worker))).contains("does not speak TLS", "--worker-tls");
    }
  }

  private static ServingStatus health(WorkerServer server, Tls caller) {
    ManagedChannel channel =
        Grpc.newChannelBuilderForAddress("localhost", server.port(), caller.ofClient()).build();
    try {
      return HealthGrpc.newBlockingStub(channel)
          .check(HealthCheckRequest.getDefaultInstance())
          .getStatus();
    } finally {
      channel.shutdownNow();
    }
  }

  private WorkerServer secure(Optional<Path> clientCa, String... names) throws Exception {
    return WorkerServer.start(
        WorkerConfig.of(folder)
            .withEndpoint(
                Endpoint.LOOPBACK
                    .withTls(
                        Optional.of(new TlsFiles(clientCa, worker.certificates(), worker.key())))
                    .withCallers(List.of(names))));
  }

  private static Optional<TlsFiles> trusting(TlsFiles ca) {
    return Optional.of(TlsFiles.client(Certificates.file(ca)));
  }

  /** Returns the line that operators read. */
  private static String failure(WorkerServer server, Optional<TlsFiles> tls) {
    String address = "localhost:" + server.port();
    Optional<Tls> followed = tls.map(Tls::follow);
    try (GrpcWorkerDirectory directory =
            new GrpcWorkerDirectory(
                List.of(address),
                Duration.ofSeconds(1),
                followed.map(Tls::ofClient).orElseGet(InsecureChannelCredentials::create),
                _ -> {});
        WorkerConnection connection = directory.connect(address)) {
      WorkerException failure =
          assertThatExceptionOfType(WorkerException.class)
              .isThrownBy(connection::describe)
              .actual();
      assertThat(failure.getMessage()).startsWith("worker " + address).hasLineCount(1);
      return String.valueOf(failure.getMessage());
    } finally {
      followed.ifPresent(Tls::close);
    }
  }
}

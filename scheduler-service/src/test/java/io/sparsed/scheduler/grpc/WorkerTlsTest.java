package io.sparsed.scheduler.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sparsed.scheduler.Certificates;
import io.sparsed.scheduler.Tls;
import io.sparsed.scheduler.WorkerTls;
import io.sparsed.scheduler.pool.WorkerConnection;
import io.sparsed.scheduler.pool.WorkerException;
import io.sparsed.worker.Endpoint;
import io.sparsed.worker.WorkerConfig;
import io.sparsed.worker.WorkerServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests how a scheduler reports workers whose TLS does not match. The workers have no model. */
class WorkerTlsTest {

  @TempDir Path folder;
  private Tls worker;
  private Tls scheduler;

  @BeforeEach
  void makeCertificates() throws Exception {
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
    try (WorkerServer server = secure(Optional.of(scheduler.certificateChain()))) {
      assertThat(failure(server, trusting(worker)))
          .contains("TLS: it refused", "certificate_required");
    }
  }

  @Test
  void describe_workerTrustsAnother_saysThatOneThatItTrustsIsRequired() throws Exception {
    try (WorkerServer server = secure(Optional.of(scheduler.certificateChain()))) {
      assertThat(
              failure(
                  server,
                  Optional.of(new WorkerTls(worker.certificateChain(), Optional.of(worker)))))
          .contains("TLS: it refused", "certificate_required");
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

  private WorkerServer secure(Optional<Path> clientCa) throws Exception {
    return WorkerServer.start(
        WorkerConfig.of(folder)
            .withEndpoint(
                Endpoint.LOOPBACK.withTls(
                    Optional.of(
                        new io.sparsed.worker.Tls(
                            worker.certificateChain(), worker.privateKey(), clientCa)))));
  }

  private static Optional<WorkerTls> trusting(Tls ca) {
    return Optional.of(new WorkerTls(ca.certificateChain(), Optional.empty()));
  }

  /** Returns the line that operators read. */
  private static String failure(WorkerServer server, Optional<WorkerTls> tls) {
    String address = "localhost:" + server.port();
    try (GrpcWorkerDirectory directory =
            new GrpcWorkerDirectory(
                List.of(address), Duration.ofSeconds(1), tls.map(WorkerTls::context));
        WorkerConnection connection = directory.connect(address)) {
      WorkerException failure =
          assertThatExceptionOfType(WorkerException.class)
              .isThrownBy(connection::describe)
              .actual();
      assertThat(failure.getMessage()).startsWith("worker " + address).hasLineCount(1);
      return String.valueOf(failure.getMessage());
    }
  }
}

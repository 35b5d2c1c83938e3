package io.sparsed.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusRuntimeException;
import io.sparsed.v1.AttentionDirective;
import io.sparsed.v1.DenseAndSelectAttention;
import io.sparsed.v1.ForwardRequest;
import io.sparsed.v1.GreedySampling;
import io.sparsed.v1.PredictionRow;
import io.sparsed.v1.ProposalDirective;
import io.sparsed.v1.WorkerServiceGrpc;
import io.sparsed.worker.golden.Golden;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the metrics that Prometheus reads from a worker. */
class WorkerMetricsTest {
  @TempDir Path folder;

  @Test
  void metrics_portGiven_sayWhatWaitsAndRunsTogether() throws Exception {
    try (var worker = WorkerServer.start(config().withMetricsPort(OptionalInt.of(0))).awaitReady();
        var client = HttpClient.newHttpClient()) {
      var at =
          URI.create("http://127.0.0.1:%d/metrics".formatted(worker.metricsPort().orElseThrow()));
      var response = client.send(HttpRequest.newBuilder(at).build(), BodyHandlers.ofString());
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body())
          .contains("sparsed_forwards_waiting 0", "sparsed_forwards_wait_seconds_count 0")
          .contains("sparsed_passes_seconds_count 0", "sparsed_pass_forwards_count 0")
          .contains("sparsed_pass_tokens_count 0", "sparsed_key_values_bytes 0")
          .contains("sparsed_key_values_entries 0", "sparsed_key_values_hits_total 0")
          .contains("sparsed_key_values_misses_total 0", "sparsed_key_values_evictions_total 0")
          .contains("sparsed_forwards_total{code=\"INTERNAL\",model=\"llada-tiny\"} 0")
          .contains("sparsed_patterns_hits_total 0", "sparsed_worker_ready 1");
    }
  }

  @Test
  void metrics_afterForwards_countThemByStatus() throws Exception {
    try (var worker = WorkerServer.start(config().withMetricsPort(OptionalInt.of(0))).awaitReady();
        var client = HttpClient.newHttpClient()) {
      var channel =
          ManagedChannelBuilder.forAddress("127.0.0.1", worker.port()).usePlaintext().build();
      var stub = WorkerServiceGrpc.newBlockingStub(channel);
      var _ = stub.forward(forward());
      assertThatExceptionOfType(StatusRuntimeException.class)
          .isThrownBy(() -> stub.forward(forward().toBuilder().clearTokenIds().build()));
      var _ = PatternBits.fetch(stub, "p");
      channel.shutdown().awaitTermination(1, TimeUnit.MINUTES); // all calls have ended there

      var at =
          URI.create("http://127.0.0.1:%d/metrics".formatted(worker.metricsPort().orElseThrow()));
      var response = client.send(HttpRequest.newBuilder(at).build(), BodyHandlers.ofString());
      assertThat(response.body())
          .contains("sparsed_forwards_total{code=\"OK\",model=\"llada-tiny\"} 1.0")
          .contains("sparsed_forwards_total{code=\"INVALID_ARGUMENT\",model=\"llada-tiny\"} 1.0")
          .contains("sparsed_patterns_transfers_total{direction=\"sent\"} 1.0");
    }
  }

  private static ForwardRequest forward() {
    return ForwardRequest.newBuilder()
        .setModel("llada-tiny")
        .addAllTokenIds(Collections.nCopies(64, 7))
        .setPromptLength(60)
        .setAttention(
            AttentionDirective.newBuilder()
                .setDenseAndSelect(
                    DenseAndSelectAttention.newBuilder()
                        .setPatternId("p")
                        .setBlockSize(32)
                        .setSelect(0.3)
                        .setScoreScale(0.5)))
        .setProposal(
            ProposalDirective.newBuilder()
                .addPositions(63)
                .setPredictionRow(PredictionRow.PREDICTION_ROW_SAME)
                .setGreedy(GreedySampling.getDefaultInstance()))
        .build();
  }

  @Test
  void metrics_besideHalfSentRequests_areServedAndNothingElseIs() throws Exception {
    var half = new ArrayList<Socket>();
    try (var worker = WorkerServer.start(config().withMetricsPort(OptionalInt.of(0)));
        var client = HttpClient.newHttpClient()) {
      int port = worker.metricsPort().orElseThrow();
      for (int i = 0; i < 50; i++) {
        half.add(new Socket(InetAddress.getLoopbackAddress(), port));
        half.getLast().getOutputStream().write('G');
      }
      worker.awaitReady();
      for (var path : List.of("/metrics", "/livez", "/readyz", "/buildinfo", "/healthz", "/")) {
        var request =
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port, path)))
                .timeout(Duration.ofSeconds(20))
                .build();
        assertThat(client.send(request, BodyHandlers.ofString()).statusCode())
            .isEqualTo(path.equals("/healthz") || path.equals("/") ? 404 : 200);
      }
    } finally {
      for (var each : half) {
        each.close();
      }
    }
  }

  @Test
  void start_noPortForMetrics_servesNone() throws IOException {
    try (var worker = WorkerServer.start(config())) {
      assertThat(worker.metricsPort()).isEmpty();
    }
  }

  @Test
  void start_portForMetricsIsTaken_fails() throws IOException {
    var config = config();
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(
              () ->
                  WorkerServer.start(config.withMetricsPort(OptionalInt.of(taken.getLocalPort()))));
    }
  }

  private WorkerConfig config() throws IOException {
    return WorkerConfig.of(Golden.checkpoint("llada-tiny", folder));
  }
}

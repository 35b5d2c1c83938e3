package io.sparsed.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparsed.v1.CompleteRequest;
import io.sparsed.v1.DescribeRequest;
import io.sparsed.v1.DiffusionOptions;
import io.sparsed.v1.ForwardRequest;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.v1.KeyValueReuse;
import io.sparsed.v1.Preset;
import io.sparsed.v1.TokenPrompt;
import io.sparsed.worker.Compute;
import io.sparsed.worker.WorkerConfig;
import io.sparsed.worker.WorkerServer;
import io.sparsed.worker.golden.Golden;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests requests that reuse keys and values on two workers that each keep those of 100 tokens. */
class KeptKeyValuesTest {

  private static final int TOKENS = 100;

  @TempDir static Path folder;
  private static final List<WorkerServer> workers = new ArrayList<>();
  private static final List<Relay> relays = new ArrayList<>();
  private static Cluster cluster;

  @BeforeAll
  static void start() throws IOException {
    Path checkpoint = Golden.checkpoint(Cluster.LLADA, folder);
    long capacity = TOKENS * bytesPerToken();
    for (int i = 0; i < 2; i++) {
      WorkerConfig config = WorkerConfig.of(checkpoint).withCompute(Compute.on("cpu"));
      WorkerServer worker =
          WorkerServer.start(
                  config.withLimits(config.limits().withKeyValueBytes(OptionalLong.of(capacity))))
              .awaitReady();
      workers.add(worker);
      relays.add(Relay.before(worker));
    }
    cluster =
        Cluster.over(
            config -> config.withMetricsPort(OptionalInt.of(0)),
            relays.stream().map(Relay::address).toArray(String[]::new));
    cluster.awaitModels(2);
  }

  @AfterAll
  static void stop() {
    cluster.close();
    relays.forEach(Relay::close);
    workers.forEach(WorkerServer::close);
  }

  @Test
  void manyRequests_roomForOneOnEachWorker_noneDisplacesAnother() throws Exception {
    double refreshes = steps("refresh");
    double reuses = steps("reuse");
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> answers = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        long seed = i;
        answers.add(clients.submit(() -> complete(request(60, seed))));
      }
      for (Future<?> answer : answers) {
        answer.get();
      }
    }

    assertThat(relays).allSatisfy(relay -> assertReusesWhatItKeptLast(relay.forwards()));
    assertThat(steps("refresh") - refreshes).isEqualTo(12 * 4);
    assertThat(steps("reuse") - reuses).isEqualTo(12 * 28);
  }

  @Test
  void canvasThatNoWorkerKeeps_isRefusedOrRunsWithoutReuseUnderAPreset() {
    assertThatThrownBy(() -> complete(request(TOKENS - 31, 1)))
        .hasMessageContaining("Leave it out, or shorten the canvas");
    GenerateRequest.Builder guided = request(TOKENS - 32 - 20, 1);
    guided.getDiffusionBuilder().setCfgScale(1);
    assertThatThrownBy(() -> complete(guided)).hasMessageContaining("shorten the canvas");

    GenerateRequest.Builder preset = request(TOKENS - 31, 1).setPreset(Preset.PRESET_FAST);
    preset.getDiffusionBuilder().clearReuse().clearRefreshEvery();
    assertThat(complete(preset)).isEqualTo(KeyValueReuse.KEY_VALUE_REUSE_NONE);
    assertThat(complete(request(TOKENS - 32, 1))).isEqualTo(KeyValueReuse.KEY_VALUE_REUSE_DUAL);
  }

  private static void assertReusesWhatItKeptLast(List<ForwardRequest> forwards) {
    assertThat(forwards).isNotEmpty();
    String kept = "";
    for (ForwardRequest forward : forwards) {
      if (forward.hasKeep()) {
        kept = forward.getKeep().getKeyValuesId();
      } else if (forward.hasReuse()) {
        assertThat(forward.getReuse().getKeyValuesId()).isEqualTo(kept);
      }
    }
  }

  /** Returns the number of steps that did this with keys and values, as /metrics tells it. */
  private static double steps(String keyValues) throws Exception {
    URI metrics =
        URI.create(
            "http://127.0.0.1:%d/metrics"
                .formatted(cluster.scheduler().metricsPort().orElseThrow()));
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofLines())
          .body()
          .filter(line -> line.startsWith("sparsed_steps_total"))
          .filter(line -> line.contains("key_values=\"" + keyValues + "\""))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
          .sum();
    }
  }

  private static long bytesPerToken() throws IOException {
    try (WorkerServer worker = Cluster.worker(folder, Cluster.LLADA);
        Relay relay = Relay.before(worker)) {
      return relay
          .worker()
          .describe(DescribeRequest.getDefaultInstance())
          .getKeyValueBytesPerToken();
    }
  }

  private static KeyValueReuse complete(GenerateRequest.Builder request) {
    return cluster
        .stub()
        .complete(CompleteRequest.newBuilder().setRequest(request).build())
        .getAccepted()
        .getDiffusion()
        .getReuse();
  }

  private static GenerateRequest.Builder request(int promptLength, long seed) {
    return GenerateRequest.newBuilder()
        .setTokens(
            TokenPrompt.newBuilder()
                .addAllTokenIds(
                    IntStream.range(0, promptLength).mapToObj(i -> i * 7 % 490).toList()))
        .setDiffusion(
            DiffusionOptions.newBuilder()
                .setGenLength(32)
                .setBlockLength(16)
                .setRefreshEvery(8)
                .setReuse(KeyValueReuse.KEY_VALUE_REUSE_DUAL)
                .setSeed(seed));
  }
}

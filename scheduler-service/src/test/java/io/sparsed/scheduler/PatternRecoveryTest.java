package io.sparsed.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sparsed.scheduler.admission.AdmissionLimits;
import io.sparsed.v1.AttentionDirective;
import io.sparsed.v1.CompleteRequest;
import io.sparsed.v1.DropArtifactRequest;
import io.sparsed.v1.Finished;
import io.sparsed.v1.ForwardRequest;
import io.sparsed.worker.Compute;
import io.sparsed.worker.WorkerConfig;
import io.sparsed.worker.WorkerLimits;
import io.sparsed.worker.WorkerServer;
import io.sparsed.worker.golden.Golden;
import io.sparsed.worker.golden.GoldenCase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that answers do not change if patterns are lost on a worker or exceed the cache. */
class PatternRecoveryTest {

  private static final GoldenCase GOLDEN = GoldenRequests.named("sparse_b32_s30");

  /** The bytes of its pattern: 3 layers, 4 heads, 9 query blocks, one word each. */
  private static final int PATTERN_BYTES = 3 * 4 * 9 * 8;

  @TempDir Path folder;
  private WorkerServer worker;
  private Relay relay;

  @BeforeEach
  void start() throws IOException {
    worker = Cluster.worker(folder, Cluster.LLADA);
    relay = Relay.before(worker);
  }

  @AfterEach
  void stop() {
    relay.close();
    worker.close();
  }

  @Test
  void complete_nothingLost_fetchesOnceAndDropsEverywhereAtTheEnd() {
    try (Cluster cluster = Cluster.over(config -> config, relay.address())) {
      cluster.awaitModels(1);

      assertThat(complete(cluster)).isEqualTo(GoldenRequests.finalTokens(GOLDEN));

      cluster.awaitIdle();
      assertThat(relay.gets()).isEqualTo(1);
      assertThat(relay.puts()).isZero();
      assertThat(relay.forwards()).hasSize(GOLDEN.steps());
      await().untilAsserted(() -> assertThat(relay.dropped()).containsExactly(patternId()));
    }
  }

  @Test
  void complete_patternDroppedBehindTheSchedulersBack_isSentAgainFromTheCache() {
    relay.onForward(forward -> dropAt(forward, 9, 13));
    try (Cluster cluster = Cluster.over(config -> config, relay.address())) {
      cluster.awaitModels(1);

      assertThat(complete(cluster)).isEqualTo(GoldenRequests.finalTokens(GOLDEN));

      assertThat(relay.puts()).isEqualTo(2);
      assertThat(selections()).isEqualTo(1);
      cluster.awaitIdle();
    }
  }

  @Test
  void complete_cacheSmallerThanThePattern_isTakenAgainFromTheSameCanvas() {
    relay.onForward(forward -> dropAt(forward, 9, 13));
    try (Cluster cluster =
        Cluster.over(
            config ->
                config.withAdmission(
                    AdmissionLimits.defaults().withPatternBytes(PATTERN_BYTES - 1)),
            relay.address())) {
      cluster.awaitModels(1);

      assertThat(complete(cluster)).isEqualTo(GoldenRequests.finalTokens(GOLDEN));

      assertThat(relay.gets()).isZero();
      assertThat(relay.puts()).isZero();
      assertThat(selections()).isEqualTo(3);
    }
  }

  @Test
  void complete_cacheAsLargeAsThePattern_keepsIt() {
    relay.onForward(forward -> dropAt(forward, 9));
    try (Cluster cluster =
        Cluster.over(
            config ->
                config.withAdmission(AdmissionLimits.defaults().withPatternBytes(PATTERN_BYTES)),
            relay.address())) {
      cluster.awaitModels(1);

      assertThat(complete(cluster)).isEqualTo(GoldenRequests.finalTokens(GOLDEN));
      assertThat(relay.puts()).isEqualTo(1);
    }
  }

  @Test
  void complete_moreRequestsThanTheWorkerHoldsPatternsFor_allGetTheirAnswers() throws Exception {
    try (WorkerServer small =
            WorkerServer.start(
                    WorkerConfig.of(Golden.checkpoint(Cluster.LLADA, folder.resolve("small")))
                        .withCompute(Compute.on("cpu"))
                        .withLimits(WorkerLimits.defaults().withPatternCacheBytes(PATTERN_BYTES)))
                .awaitReady();
        Relay seen = Relay.before(small);
        Cluster cluster = Cluster.over(config -> config, seen.address());
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      cluster.awaitModels(1);

      Callable<List<Integer>> client = () -> complete(cluster);
      for (Future<List<Integer>> answer : clients.invokeAll(List.of(client, client, client))) {
        assertThat(answer.get()).isEqualTo(GoldenRequests.finalTokens(GOLDEN));
      }
      assertThat(seen.puts()).isPositive();
      cluster.awaitIdle();
    }
  }

  private static List<Integer> complete(Cluster cluster) {
    Finished finished =
        cluster
            .stub()
            .complete(
                CompleteRequest.newBuilder().setRequest(GoldenRequests.request(GOLDEN)).build())
            .getFinished();
    return finished.getTokenIdsList();
  }

  private void dropAt(ForwardRequest forward, Integer... steps) {
    boolean isRepeated =
        relay.forwards().stream().filter(each -> each.getStep() == forward.getStep()).count() > 1;
    if (List.of(steps).contains(forward.getStep()) && !isRepeated) {
      String id = forward.getAttention().getSparse().getPatternId();
      var _ =
          relay.worker().dropArtifact(DropArtifactRequest.newBuilder().setArtifactId(id).build());
    }
  }

  private long selections() {
    return relay.forwards().stream()
        .filter(forward -> forward.getAttention().hasDenseAndSelect())
        .count();
  }

  private String patternId() {
    return relay.forwards().stream()
        .map(ForwardRequest::getAttention)
        .filter(AttentionDirective::hasDenseAndSelect)
        .map(attention -> attention.getDenseAndSelect().getPatternId())
        .findFirst()
        .orElseThrow();
  }
}

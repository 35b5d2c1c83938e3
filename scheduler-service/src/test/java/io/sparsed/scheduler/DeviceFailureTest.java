package io.sparsed.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.collect.Lists;
import io.sparsed.v1.Finished;
import io.sparsed.worker.FaultyWorker;
import io.sparsed.worker.WorkerServer;
import io.sparsed.worker.golden.Golden;
import io.sparsed.worker.golden.GoldenCase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that answers do not change if a device of a worker fails while a request runs. */
@Timeout(60)
class DeviceFailureTest {
  private static final GoldenCase GOLDEN = GoldenRequests.named("sparse_b32_s30");

  /** The exchanges of a forward over three layers. */
  private static final int OF_FORWARD = 7;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {3, 5 * OF_FORWARD + 2, 8 * OF_FORWARD})
  void generate_deviceFailsInAStep_theAnswerIsTheSameAndTheWorkerGoesOn(int after)
      throws IOException {
    try (FaultyWorker faulty = faulty(Duration.ofMinutes(1));
        WorkerServer other = Cluster.worker(folder.resolve("other"), Cluster.LLADA);
        Cluster cluster = over(faulty, other)) {
      faulty.fail(after);
      generateUntilFailed(cluster, faulty);
      assertThat(cluster.models().getFirst().getWorkers()).isEqualTo(2);
    }
  }

  @Test
  void generate_deviceStaysAway_anotherWorkerGoesOn() throws IOException, InterruptedException {
    try (FaultyWorker faulty = faulty(Duration.ofSeconds(2));
        WorkerServer other = Cluster.worker(folder.resolve("other"), Cluster.LLADA);
        Cluster cluster = over(faulty, other)) {
      faulty.stayAway(6 * OF_FORWARD + 4);
      generateUntilFailed(cluster, faulty);
      faulty.server().awaitTermination();
      assertThat(faulty.server().isBroken()).isTrue();
      await().untilAsserted(() -> assertThat(cluster.models().getFirst().getWorkers()).isOne());
    }
  }

  private FaultyWorker faulty(Duration patience) throws IOException {
    return FaultyWorker.start(Golden.checkpoint(Cluster.LLADA, folder.resolve("faulty")), patience);
  }

  private static Cluster over(FaultyWorker faulty, WorkerServer other) {
    Cluster cluster =
        Cluster.over(config -> config, Cluster.address(faulty.server()), Cluster.address(other));
    cluster.awaitModels(2);
    return cluster;
  }

  private static void generateUntilFailed(Cluster cluster, FaultyWorker faulty) {
    do {
      Finished finished =
          Lists.newArrayList(cluster.stub().generate(GoldenRequests.request(GOLDEN)))
              .getLast()
              .getFinished();
      assertThat(finished.getTokenIdsList()).isEqualTo(GoldenRequests.finalTokens(GOLDEN));
    } while (!faulty.hasFailed());
  }
}

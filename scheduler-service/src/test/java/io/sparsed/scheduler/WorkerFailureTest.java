package io.sparsed.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.sparsed.scheduler.admission.AdmissionLimits;
import io.sparsed.v1.CompleteRequest;
import io.sparsed.v1.Finished;
import io.sparsed.v1.ForwardRequest;
import io.sparsed.worker.Compute;
import io.sparsed.worker.Endpoint;
import io.sparsed.worker.WorkerConfig;
import io.sparsed.worker.WorkerServer;
import io.sparsed.worker.golden.Golden;
import io.sparsed.worker.golden.GoldenCase;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that answers do not change if workers die, hang up or fail while a request runs. */
class WorkerFailureTest {

  private static final GoldenCase GOLDEN = GoldenRequests.named("sparse_b32_s30");

  /** The step of {@link #GOLDEN} from which its pattern is taken. */
  private static final int SELECT = 5;

  @TempDir Path folder;
  private WorkerServer firstWorker;
  private WorkerServer secondWorker;
  private Relay first;
  private Relay second;

  @BeforeEach
  void start() throws IOException {
    firstWorker = Cluster.worker(folder.resolve("1"), Cluster.LLADA);
    secondWorker = Cluster.worker(folder.resolve("2"), Cluster.LLADA);
    first = Relay.before(firstWorker);
    second = Relay.before(secondWorker);
  }

  @AfterEach
  void stop() {
    first.close();
    second.close();
    firstWorker.close();
    secondWorker.close();
  }

  @ParameterizedTest
  @CsvSource({"2, 1000000", "5, 1000000", "6, 1000000", "6, 0", "12, 1000000", "12, 0", "19, 0"})
  void complete_workerKilledMidStep_anotherTakesOverWithTheSameAnswer(int step, long cacheBytes) {
    first.onForward(forward -> killAt(step, forward, first));
    second.onForward(forward -> killAt(step, forward, second));
    try (Cluster cluster =
        Cluster.over(
            config -> config.withAdmission(AdmissionLimits.defaults().withPatternBytes(cacheBytes)),
            first.address(),
            second.address())) {
      cluster.awaitModels(2);

      Finished finished = complete(cluster);

      assertThat(finished.getTokenIdsList()).isEqualTo(GoldenRequests.finalTokens(GOLDEN));
      assertThat(GoldenRequests.history(finished.getHistoryList()))
          .isEqualTo(GoldenRequests.history(GOLDEN));
      assertThat(first.forwards().size() + second.forwards().size()).isGreaterThan(GOLDEN.steps());
      cluster.awaitIdle();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5, 12})
  void complete_workerFailsOneForward_anotherRunsIt(int step) {
    first.onForward(
        forward -> {
          if (forward.getStep() == step) {
            throw Status.INTERNAL.withDescription("broken").asRuntimeException();
          }
        });
    try (Cluster cluster = Cluster.over(config -> config, first.address(), second.address())) {
      cluster.awaitModels(2);

      assertThat(complete(cluster).getTokenIdsList()).isEqualTo(GoldenRequests.finalTokens(GOLDEN));
      assertThat(complete(cluster).getTokenIdsList()).isEqualTo(GoldenRequests.finalTokens(GOLDEN));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5, 12})
  void complete_workerGetsAnotherCheckpointUnnoticed_isNotAskedForThisRequestAgain(int step)
      throws IOException {
    try (WorkerServer impostor =
            WorkerServer.start(
                    WorkerConfig.of(Golden.checkpoint(Cluster.DREAM, folder))
                        .withModelId(Cluster.LLADA)
                        .withCompute(Compute.on("cpu")))
                .awaitReady();
        Cluster cluster = Cluster.over(config -> config, first.address(), second.address())) {
      first.onForward(forward -> replaceAt(step, forward, first, impostor));
      second.onForward(forward -> replaceAt(step, forward, second, impostor));
      cluster.awaitModels(2);

      assertThat(complete(cluster).getTokenIdsList()).isEqualTo(GoldenRequests.finalTokens(GOLDEN));
      await().untilAsserted(() -> assertThat(cluster.models().getFirst().getWorkers()).isOne());
    }
  }

  @Test
  void complete_everyWorkerFails_saysSo() {
    first.onForward(
        forward -> {
          throw Status.INTERNAL.withDescription("broken").asRuntimeException();
        });
    try (Cluster cluster = Cluster.over(config -> config, first.address())) {
      cluster.awaitModels(1);

      assertThatExceptionOfType(StatusRuntimeException.class)
          .isThrownBy(() -> complete(cluster))
          .satisfies(e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL))
          .satisfies(e -> assertThat(Errors.reason(e)).isEqualTo("WORKER_FAILED"))
          .satisfies(e -> RequestsDocument.assertFailure("every worker fails the step", e));
      cluster.awaitIdle();
    }
  }

  @Test
  void complete_requestKillsTwoWorkers_isRefusedAndTheThirdLives() throws IOException {
    first.onForward(forward -> first.kill());
    second.onForward(forward -> second.kill());
    try (WorkerServer thirdWorker = Cluster.worker(folder.resolve("3"), Cluster.LLADA);
        Relay third = Relay.before(thirdWorker);
        Cluster cluster =
            Cluster.over(config -> config, first.address(), second.address(), third.address())) {
      third.onForward(forward -> third.kill());
      cluster.awaitModels(3);

      assertThatExceptionOfType(StatusRuntimeException.class)
          .isThrownBy(() -> complete(cluster))
          .satisfies(e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL))
          .satisfies(e -> assertThat(Errors.reason(e)).isEqualTo("KILLS_WORKERS"))
          .satisfies(
              e -> RequestsDocument.assertFailure("two workers are lost with the same step", e));
      await().untilAsserted(() -> assertThat(cluster.models().getFirst().getWorkers()).isOne());
      cluster.awaitIdle();
    }
  }

  @Test
  void complete_workerIsBusy_isAskedAgain() {
    first.onForward(
        forward -> {
          if (first.forwards().size() % 2 == 1) {
            throw Errors.status(Status.Code.RESOURCE_EXHAUSTED, "WORKER_BUSY");
          }
        });
    try (Cluster cluster = Cluster.over(config -> config, first.address())) {
      cluster.awaitModels(1);

      assertThat(complete(cluster).getTokenIdsList()).isEqualTo(GoldenRequests.finalTokens(GOLDEN));
      assertThat(first.forwards()).hasSize(2 * GOLDEN.steps());
    }
  }

  @Test
  void complete_onlyWorkerRestartsMidRequest_goesOnWithTheSameAnswer() throws Exception {
    WorkerServer worker = Cluster.worker(folder.resolve("3"), Cluster.LLADA);
    int port = worker.port();
    Relay relay = Relay.before(worker);
    int relayPort = relay.port();
    Thread restart =
        Thread.ofVirtual()
            .unstarted(
                () -> {
                  relay.close();
                  worker.close();
                  try {
                    secondWorker.close();
                    secondWorker =
                        WorkerServer.start(
                                WorkerConfig.of(Golden.checkpoint(Cluster.LLADA, folder))
                                    .withCompute(Compute.on("cpu"))
                                    .withEndpoint(Endpoint.LOOPBACK.withPort(port)))
                            .awaitReady();
                    second.close();
                    second = Relay.before(secondWorker, relayPort);
                  } catch (IOException e) {
                    throw new IllegalStateException(e);
                  }
                });
    relay.onForward(
        forward -> {
          if (forward.getStep() == SELECT + 3) {
            restart.start();
            restart.join();
          }
        });
    try (Cluster cluster =
        Cluster.over(config -> config.withPool(Cluster.PATIENT), relay.address())) {
      cluster.awaitModels(1);

      assertThat(complete(cluster).getTokenIdsList()).isEqualTo(GoldenRequests.finalTokens(GOLDEN));
      restart.join();
      assertThat(second.puts()).isEqualTo(1);
    }
  }

  private static Finished complete(Cluster cluster) {
    return cluster
        .stub()
        .complete(CompleteRequest.newBuilder().setRequest(GoldenRequests.request(GOLDEN)).build())
        .getFinished();
  }

  /** Replaces the worker behind the relay that gets the step first. */
  private void replaceAt(int step, ForwardRequest forward, Relay asked, WorkerServer by) {
    if (forward.getStep() == step) {
      first.onForward(any -> {});
      second.onForward(any -> {});
      asked.lead(by);
    }
  }

  /** Kills the worker that gets the step first, with all that it holds. */
  private void killAt(int step, ForwardRequest forward, Relay asked) {
    if (forward.getStep() == step) {
      first.onForward(any -> {});
      second.onForward(any -> {});
      asked.kill();
    }
  }
}

package io.sparsed.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparsed.scheduler.pool.PoolSettings;
import io.sparsed.scheduler.pool.Retries;
import io.sparsed.scheduler.pool.StepLimit;
import io.sparsed.v1.ForwardResponse;
import io.sparsed.worker.golden.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests that 32 requests get the same answers whatever happens to one of three workers, in every
 * phase of a generation.
 */
class WorkerFaultsTest {

  private static final int REQUESTS = 32;

  /** The default settings, but a step that hangs is given up after a second. */
  private static final PoolSettings SETTINGS =
      new PoolSettings(
          Duration.ofMillis(50),
          Duration.ofSeconds(1),
          64,
          Duration.ofMillis(500),
          Duration.ofSeconds(60),
          new StepLimit(Duration.ofSeconds(1), 10, Duration.ofSeconds(2)),
          Retries.defaults());

  private static final List<AutoCloseable> started = new ArrayList<>();
  private static final List<WorkerProcess> workers = new ArrayList<>();
  private static WorkerProcess ofAnotherModel;
  private static Wire wire;
  private static Relay relay;
  private static List<List<Integer>> undisturbed;

  /** A Fault is what happens to the first worker. */
  enum Fault {
    KILLED,
    HANGS,
    CUT_OFF,
    TWENTY_TIMES_SLOWER,
    ANSWERS_GARBAGE,
    BACK_WITH_ANOTHER_MODEL
  }

  /** A Phase is the step of the first request after which the fault happens. */
  enum Phase {
    DENSE(0),
    PATTERN(Crowd.SELECT - 1),
    FETCHING(Crowd.SELECT),
    SPARSE(Crowd.SELECT + 2),
    LAST(Crowd.STEPS - 2);

    private final int after;

    Phase(int after) {
      this.after = after;
    }
  }

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    Path llada = Golden.checkpoint(Cluster.LLADA, folder);
    for (int i = 0; i < 3; i++) {
      workers.add(keep(WorkerProcess.start(llada, Cluster.LLADA)));
    }
    // The model keeps its id, so that only the fingerprint differs.
    ofAnotherModel =
        keep(WorkerProcess.start(Golden.checkpoint(Cluster.DREAM, folder), Cluster.LLADA));
    wire = keep(Wire.to(workers.getFirst().port()));
    relay = keep(Relay.before(workers.getFirst().port()));
    try (Cluster cluster = cluster(wire.address())) {
      undisturbed = Crowd.ask(cluster, REQUESTS).answers();
    }
    assertThat(undisturbed).doesNotHaveDuplicates();
  }

  @AfterAll
  static void stop() throws Exception {
    for (AutoCloseable each : started.reversed()) {
      each.close();
    }
  }

  static Stream<Arguments> faults() {
    return Arrays.stream(Fault.values())
        .flatMap(fault -> Arrays.stream(Phase.values()).map(phase -> Arguments.of(fault, phase)));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void generate_oneOfThreeWorkers_sameAnswersToAll(Fault fault, Phase phase) throws Exception {
    String first = fault == Fault.ANSWERS_GARBAGE ? relay.address() : wire.address();
    try (Cluster cluster = cluster(first)) {
      Crowd crowd = Crowd.ask(cluster, REQUESTS);
      crowd.awaitStep(phase.after);
      long at = System.nanoTime();
      strike(fault);

      List<List<Integer>> answers = crowd.answers();

      System.out.printf(
          "%s at %s: recovered in %d ms%n", fault, phase, crowd.recovery(at).toMillis());
      assertThat(answers).isEqualTo(undisturbed);
      cluster.awaitIdle();
    } finally {
      repair(fault);
    }
  }

  @Test
  void generate_everyWorkerRestartsInTurn_noRequestFails() throws Exception {
    try (Cluster cluster = cluster(wire.address())) {
      for (WorkerProcess worker : workers) {
        Thread restart =
            Thread.ofVirtual()
                .start(
                    () -> {
                      try {
                        assertThat(worker.stop()).as("it ends by itself").isEqualTo(143);
                        worker.revive();
                      } catch (IOException | InterruptedException e) {
                        throw new IllegalStateException(e);
                      }
                    });
        do {
          assertThat(Crowd.ask(cluster, REQUESTS).answers()).isEqualTo(undisturbed);
        } while (restart.isAlive());
        cluster.awaitModels(3);
      }
    }
  }

  /** A node that goes down takes its workers with it, which proves nothing against any request. */
  @Test
  void generate_allWorkersDieWithinASecond_sameAnswersToAll() throws Exception {
    PoolSettings settings = PoolSettings.defaults().withResolveInterval(Duration.ofSeconds(1));
    try (Cluster cluster = cluster(workers.getFirst().address(), settings)) {
      List<List<Integer>> alone = Crowd.ask(cluster, 16, 14).answers();

      Crowd crowd = Crowd.ask(cluster, 16, 14);
      for (int i = 0; i < workers.size(); i++) {
        crowd.awaitStep(3 + 4 * i); // before and after the step that takes the pattern
        workers.get(i).kill();
      }
      for (WorkerProcess worker : workers) {
        worker.revive();
      }

      assertThat(crowd.answers()).isEqualTo(alone);
      cluster.awaitIdle();
    } finally {
      for (WorkerProcess worker : workers) {
        worker.revive();
      }
    }
  }

  private static void strike(Fault fault) throws InterruptedException {
    switch (fault) {
      case KILLED -> workers.getFirst().kill();
      case HANGS -> workers.getFirst().hang();
      case CUT_OFF -> wire.cut();
      case TWENTY_TIMES_SLOWER -> wire.slowDown(Duration.ofMillis(100));
      case ANSWERS_GARBAGE -> relay.onAnswer(WorkerFaultsTest::garbage);
      case BACK_WITH_ANOTHER_MODEL -> wire.lead(ofAnotherModel.port());
    }
  }

  private static void repair(Fault fault) throws Exception {
    switch (fault) {
      case KILLED -> workers.getFirst().revive();
      case HANGS -> workers.getFirst().resume();
      case CUT_OFF -> {}
      case TWENTY_TIMES_SLOWER -> wire.slowDown(Duration.ZERO);
      case ANSWERS_GARBAGE -> relay.onAnswer(answer -> answer);
      case BACK_WITH_ANOTHER_MODEL -> wire.lead(workers.getFirst().port());
    }
  }

  /** Breaks a response in one of four ways: no tokens, unknown token, NaN, infinite confidence. */
  private static ForwardResponse garbage(ForwardResponse answer) {
    ForwardResponse.Builder garbage = answer.toBuilder();
    switch (relay.forwards().size() % 4) {
      case 0 -> garbage.clearTokenIds();
      case 1 -> garbage.setTokenIds(0, 512);
      case 2 -> garbage.setConfidences(0, Double.NaN);
      default -> garbage.setConfidences(0, Double.POSITIVE_INFINITY);
    }
    return garbage.build();
  }

  private static Cluster cluster(String first) {
    return cluster(first, SETTINGS);
  }

  private static Cluster cluster(String first, PoolSettings settings) {
    Cluster cluster =
        Cluster.over(
            config -> config.withPool(settings),
            first,
            workers.get(1).address(),
            workers.get(2).address());
    cluster.awaitModels(3);
    return cluster;
  }

  private static <T extends AutoCloseable> T keep(T resource) {
    started.add(resource);
    return resource;
  }
}

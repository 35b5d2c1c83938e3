package io.sparsed.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sparsed.scheduler.HostileWorker.Lie;
import io.sparsed.scheduler.pool.PoolSettings;
import io.sparsed.scheduler.pool.Retries;
import io.sparsed.scheduler.pool.StepLimit;
import io.sparsed.v1.CompleteRequest;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.worker.Compute;
import io.sparsed.worker.WorkerConfig;
import io.sparsed.worker.WorkerServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests that no request notices a worker that answers garbage while another one is there, and that
 * the worker that said it is blamed and not the other.
 */
class HostileWorkerTest {

  /** The default settings, but what hangs is given up after a fraction of a second. */
  private static final PoolSettings SETTINGS =
      new PoolSettings(
          Duration.ofMillis(50),
          Duration.ofSeconds(1),
          64,
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          new StepLimit(Duration.ofMillis(400), 10, Duration.ofSeconds(1)),
          Retries.defaults());

  private static final int AT_ONCE = 6;
  private static final int ROUNDS = 2;
  private static final int ALL_STEPS = ROUNDS * AT_ONCE * Crowd.STEPS;

  @TempDir private static Path folder;
  private static WorkerServer good;
  private static List<Integer> answer;

  @BeforeAll
  static void start() throws Exception {
    good =
        WorkerServer.start(
                WorkerConfig.of(TextCheckpoint.withTokenizer(folder, Cluster.LLADA))
                    .withCompute(Compute.on("cpu")))
            .awaitReady();
    try (Cluster cluster = Cluster.over(config -> config, Cluster.address(good))) {
      cluster.awaitModels(1);
      answer = complete(cluster);
    }
  }

  @AfterAll
  static void stop() {
    good.close();
  }

  @Test
  void describe_impossibleFacts_workersDoNotJoin() throws Exception {
    Map<String, HostileWorker> hostile = new LinkedHashMap<>();
    try {
      for (var lie : Lies.ofDescribe().entrySet()) {
        hostile.put(lie.getKey(), new HostileWorker(good.port(), lie.getValue()));
      }
      try (Cluster cluster = cluster(hostile.values())) {
        hostile.forEach((name, worker) -> await(name).until(worker::described, times -> times > 0));
        cluster.awaitModels(1);

        complete(cluster, 1);

        assertThat(cluster.models()).hasSize(1);
        assertThat(hostile.values()).allSatisfy(it -> assertThat(it.forwards()).isZero());
      }
    } finally {
      hostile.values().forEach(HostileWorker::close);
    }
  }

  static Stream<Arguments> forward() {
    return arguments(Lies.ofForward());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("forward")
  void forward_garbage_isBlamedOnTheWorkerThatSentIt(String name, Lie lie) throws Exception {
    try (HostileWorker hostile = new HostileWorker(good.port(), lie);
        Cluster cluster = cluster(hostile)) {
      cluster.awaitModels(2);

      complete(cluster, ROUNDS);

      assertThat(hostile.forwards()).as("of %s steps", ALL_STEPS).isBetween(1, ALL_STEPS / 5);
    }
  }

  static Stream<Arguments> noAnswer() {
    return arguments(Lies.ofNoAnswer());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("noAnswer")
  void forward_excusesForEver_areNotBelievedForEver(String name, Lie lie) throws Exception {
    try (HostileWorker hostile = new HostileWorker(good.port(), lie);
        Cluster cluster = cluster(hostile)) {
      cluster.awaitModels(2);

      complete(cluster, ROUNDS);

      assertThat(hostile.forwards()).as("of %s steps", ALL_STEPS).isBetween(1, ALL_STEPS / 3);
    }
  }

  static Stream<Arguments> pattern() {
    return arguments(Lies.ofPattern());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pattern")
  void getPattern_garbage_isTakenAgainElsewhere(String name, Lie lie) throws Exception {
    try (HostileWorker hostile = new HostileWorker(good.port(), lie);
        Cluster cluster = cluster(hostile)) {
      cluster.awaitModels(2);

      for (int i = 0; hostile.patterns() == 0 || i < ROUNDS; i++) {
        complete(cluster, 1);
        assertThat(i).as("rounds without a lie").isLessThan(50);
      }
    }
  }

  static Stream<Arguments> tokenizer() {
    return arguments(Lies.ofTokenizer());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tokenizer")
  void getTokenizer_garbage_isFetchedElsewhere(String name, Lie lie) throws Exception {
    // Which worker is asked first depends on the order in which they became ready.
    int lied = 0;
    for (int i = 0; lied == 0 && i < 10; i++) {
      try (HostileWorker hostile = new HostileWorker(good.port(), lie);
          Cluster cluster = cluster(hostile)) {
        cluster.awaitModels(2);

        assertThat(complete(cluster)).isEqualTo(answer);
        assertThat(cluster.models().getFirst().getHasTokenizer()).isTrue();
        lied = hostile.tokenizers();
      }
    }
    assertThat(lied).isPositive();
  }

  /** Sends requests at once, so that every worker gets some, round after round. */
  private static void complete(Cluster cluster, int rounds) throws Exception {
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < rounds; round++) {
        Callable<List<Integer>> client = () -> complete(cluster);
        for (var completed : clients.invokeAll(Collections.nCopies(AT_ONCE, client))) {
          assertThat(completed.get()).isEqualTo(answer);
        }
      }
    }
  }

  private static List<Integer> complete(Cluster cluster) {
    GenerateRequest request =
        Crowd.request(7, Crowd.STEPS).toBuilder()
            .setText(
                IntStream.range(0, 48)
                    .mapToObj(i -> "w" + (3 + 7 * i))
                    .collect(Collectors.joining(" ")))
            .build();
    return cluster
        .stub()
        .complete(CompleteRequest.newBuilder().setRequest(request).build())
        .getFinished()
        .getTokenIdsList();
  }

  private static Cluster cluster(HostileWorker hostile) {
    return cluster(List.of(hostile));
  }

  private static Cluster cluster(Collection<HostileWorker> hostile) {
    return Cluster.over(
        config -> config.withPool(SETTINGS),
        Stream.concat(
                hostile.stream().map(HostileWorker::address), Stream.of(Cluster.address(good)))
            .toArray(String[]::new));
  }

  private static Stream<Arguments> arguments(Map<String, Lie> lies) {
    return lies.entrySet().stream().map(lie -> Arguments.of(lie.getKey(), lie.getValue()));
  }
}

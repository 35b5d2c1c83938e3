package io.sparsed.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sparsed.scheduler.admission.AdmissionLimits;
import io.sparsed.v1.CompleteRequest;
import io.sparsed.v1.DiffusionOptions;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.v1.GenerationServiceGrpc;
import io.sparsed.v1.SparseOptions;
import io.sparsed.v1.TokenPrompt;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests a thousand small requests at once, on workers that take no time. */
class ManyRequestsTest {

  private static final int REQUESTS = 1000;
  private static final int STEPS = 16;

  /** The memory of a running request, its client and its worker included. */
  private static final long BYTES_PER_REQUEST = 64 << 10;

  /** The memory that pools of buffers and threads keep afterwards. */
  private static final long BYTES_KEPT = 4 << 20;

  private static final int ROUNDS = Integer.getInteger("sparsed.rounds", 1);

  private final StepLog log = new StepLog();
  private final List<StubWorker> workers = new ArrayList<>();
  private Cluster cluster;

  @BeforeEach
  void start() throws IOException {
    for (int i = 0; i < 3; i++) {
      workers.add(new StubWorker(log));
    }
    cluster =
        Cluster.over(
            config -> config.withAdmission(AdmissionLimits.defaults().withMaxRunning(REQUESTS)),
            workers.stream().map(StubWorker::address).toArray(String[]::new));
    cluster.awaitModels(3);
  }

  @AfterEach
  void stop() {
    cluster.close();
    workers.forEach(StubWorker::close);
  }

  /** Prints the throughput without asserting it: the machine also runs the clients and workers. */
  @Test
  void complete_thousandAtOnce_noneIsLostAndNoStepIsDoneTwice() throws Exception {
    for (int round = 1; round <= ROUNDS; round++) {
      long began = System.nanoTime();

      List<List<Integer>> answers = askAll();

      double seconds = (System.nanoTime() - began) / 1e9;
      System.out.printf(
          "%d requests at once, round %d: %.0f steps/s%n",
          REQUESTS, round, REQUESTS * STEPS / seconds);
      for (int seed = 0; seed < REQUESTS; seed++) {
        assertThat(answers.get(seed)).isEqualTo(expected(seed));
      }
      int rounds = round;
      assertThat(log.asked()).hasSize(REQUESTS * STEPS);
      assertThat(log.asked()).allMatch(count -> count.get() == rounds);
    }
    System.out.printf(
        "from a worker's answer to the next step: %.1f ms, 99%% within %.1f ms%n",
        log.millisBetween(0.5), log.millisBetween(0.99));
    cluster.awaitIdle();
  }

  @Test
  void complete_thousandAtOnce_holdsLittleMemoryAndGivesItBack() throws Exception {
    var _ = askAll(); // classes, connections and the log of the steps stay
    cluster.awaitIdle();
    long before = settledBytes();

    long during;
    try (ExecutorService round = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<List<List<Integer>>> answers = round.submit(this::askAll);
      await().until(() -> stepsAsked() > REQUESTS * STEPS * 3 / 2); // half of this round's
      during = liveBytes();
      assertThat(answers.get()).hasSize(REQUESTS);
    }
    cluster.awaitIdle();

    await().untilAsserted(() -> assertThat(liveBytes() - before).isLessThan(BYTES_KEPT));
    System.out.printf(
        "%d requests at once, with their clients and workers: %d KiB, %d KiB after them%n",
        REQUESTS, (during - before) >> 10, (liveBytes() - before) >> 10);
    assertThat(during - before).isLessThan(REQUESTS * BYTES_PER_REQUEST);
  }

  private int stepsAsked() {
    return log.asked().stream().mapToInt(AtomicInteger::get).sum();
  }

  /** Returns the live bytes once the last threads of requests that have ended are gone. */
  private static long settledBytes() {
    AtomicLong least = new AtomicLong(liveBytes());
    await()
        .until(
            () -> {
              long now = liveBytes();
              return least.getAndSet(now) - now < 64 << 10;
            });
    return least.get();
  }

  private static long liveBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private List<List<Integer>> askAll() throws Exception {
    var stub = GenerationServiceGrpc.newBlockingStub(cluster.channel());
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Integer>>> calls =
          IntStream.range(0, REQUESTS)
              .mapToObj(
                  seed ->
                      clients.submit(
                          () -> stub.complete(request(seed)).getFinished().getTokenIdsList()))
              .toList();
      List<List<Integer>> answers = new ArrayList<>();
      for (Future<List<Integer>> call : calls) {
        answers.add(call.get());
      }
      return answers;
    }
  }

  private static CompleteRequest request(int seed) {
    return CompleteRequest.newBuilder()
        .setRequest(
            GenerateRequest.newBuilder()
                .setRequestId("r" + seed)
                .setTokens(TokenPrompt.newBuilder().addTokenIds(1).addTokenIds(2))
                .setDiffusion(
                    DiffusionOptions.newBuilder()
                        .setGenLength(STEPS)
                        .setSteps(STEPS)
                        .setTemperature(1)
                        .setSeed(seed))
                .setSparse(SparseOptions.newBuilder().setOrigin(true)))
        .build();
  }

  /** Returns the expected answer: each step commits the first masked position, the surest one. */
  private static List<Integer> expected(int seed) {
    return IntStream.range(0, STEPS)
        .mapToObj(step -> StubWorker.token(seed, step, 2 + step))
        .toList();
  }
}

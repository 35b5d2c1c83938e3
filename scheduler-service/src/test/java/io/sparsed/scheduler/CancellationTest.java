package io.sparsed.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Duration;
import com.google.rpc.QuotaFailure;
import com.google.rpc.RetryInfo;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.sparsed.scheduler.admission.AdmissionLimits;
import io.sparsed.v1.CompleteRequest;
import io.sparsed.v1.Finished;
import io.sparsed.worker.WorkerServer;
import io.sparsed.worker.golden.GoldenCase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that requests that are cancelled or run out of time leave nothing behind. */
class CancellationTest {

  private static final GoldenCase GOLDEN = GoldenRequests.named("sparse_b32_s30");
  private static final int SPARSE_STEP = 8;

  @TempDir Path folder;
  private final CountDownLatch held = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
  private WorkerServer worker;
  private Relay relay;

  @BeforeEach
  void start() throws IOException {
    worker = Cluster.worker(folder, Cluster.LLADA);
    relay = Relay.before(worker);
  }

  @AfterEach
  void stop() {
    release.countDown();
    clients.close();
    relay.close();
    worker.close();
  }

  @Test
  void generate_clientCancels_abortsTheForwardAndFreesEverything() throws Exception {
    holdAt(SPARSE_STEP);
    try (Cluster cluster = Cluster.over(config -> config, relay.address())) {
      cluster.awaitModels(1);
      Context.CancellableContext context = Context.current().withCancellation();
      Future<Finished> answer = clients.submit(context.wrap(() -> complete(cluster)));
      held.await();
      assertThat(cluster.scheduler().requests()).isEqualTo(1);

      context.cancel(null);

      assertThat(statusOf(answer).getCode()).isEqualTo(Status.Code.CANCELLED);
      RequestsDocument.assertFailure("the client cancels", statusOf(answer).asRuntimeException());
      await().untilAsserted(() -> assertThat(relay.cancelled()).isEqualTo(1));
      cluster.awaitIdle();
      await().untilAsserted(() -> assertThat(relay.dropped()).hasSize(1));
      release.countDown();
      assertThat(relay.forwards()).hasSize(SPARSE_STEP + 1);
    }
  }

  @Test
  void complete_deadlinePasses_endsWithDeadlineExceededAndFreesEverything() {
    try (Cluster cluster = Cluster.over(config -> config, relay.address())) {
      cluster.awaitModels(1);
      long began = System.nanoTime();
      var _ = complete(cluster);
      long timeOfThree = 3 * (System.nanoTime() - began);
      int before = relay.forwards().size();
      holdAt(SPARSE_STEP);
      var stub = cluster.stub().withDeadlineAfter(timeOfThree, TimeUnit.NANOSECONDS);

      assertThatExceptionOfType(StatusRuntimeException.class)
          .isThrownBy(() -> stub.complete(request()))
          .satisfies(
              e -> {
                assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
                RequestsDocument.assertFailure("the deadline passes", e);
              });

      await().untilAsserted(() -> assertThat(relay.cancelled()).isEqualTo(1));
      cluster.awaitIdle();
      await().untilAsserted(() -> assertThat(relay.dropped()).hasSize(2));
      assertThat(relay.forwards()).hasSize(before + SPARSE_STEP + 1);
    }
  }

  @Test
  void complete_queueIsFull_isRefusedWithARetryDelay() throws Exception {
    holdAt(0);
    try (Cluster cluster =
        Cluster.over(
            config ->
                config.withAdmission(
                    AdmissionLimits.defaults().withMaxRunning(1).withMaxWaiting(0)),
            relay.address())) {
      cluster.awaitModels(1);
      Future<Finished> first = clients.submit(() -> complete(cluster));
      held.await();

      assertThatExceptionOfType(StatusRuntimeException.class)
          .isThrownBy(() -> complete(cluster))
          .satisfies(
              e -> {
                assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
                assertThat(Errors.reason(e)).isEqualTo("OVERLOADED");
                assertThat(Errors.details(e, RetryInfo.class).getFirst().getRetryDelay())
                    .satisfies(delay -> assertThat(delay.getSeconds()).isPositive());
                assertThat(Errors.details(e, QuotaFailure.class).getFirst().getViolations(0))
                    .satisfies(quota -> assertThat(quota.getDescription()).contains("At most 0"));
                RequestsDocument.assertFailure("too many requests wait", e);
              });

      release.countDown();
      assertThat(first.get().getTokenIdsList()).isEqualTo(GoldenRequests.finalTokens(GOLDEN));
      cluster.awaitIdle();
      assertThat(complete(cluster).getTokenIdsCount()).isEqualTo(GOLDEN.genLength());
    }
  }

  @Test
  void complete_queued_runsNextAndSaysHowLongItWaited() throws Exception {
    holdAt(0);
    try (Cluster cluster =
        Cluster.over(
            config -> config.withAdmission(AdmissionLimits.defaults().withMaxRunning(1)),
            relay.address())) {
      cluster.awaitModels(1);
      Future<Finished> first = clients.submit(() -> complete(cluster));
      held.await();
      Future<Finished> second = clients.submit(() -> complete(cluster));
      await().until(() -> cluster.scheduler().requests() == 2);
      assertThat(relay.forwards()).hasSize(1);

      release.countDown();

      assertThat(queuedNanos(second.get())).isGreaterThan(queuedNanos(first.get()));
      assertThat(second.get().getTokenIdsList()).isEqualTo(first.get().getTokenIdsList());
    }
  }

  @Test
  void complete_cancelledInTheQueue_leavesIt() throws Exception {
    holdAt(0);
    try (Cluster cluster =
        Cluster.over(
            config -> config.withAdmission(AdmissionLimits.defaults().withMaxRunning(1)),
            relay.address())) {
      cluster.awaitModels(1);
      Future<Finished> first = clients.submit(() -> complete(cluster));
      held.await();
      Context.CancellableContext context = Context.current().withCancellation();
      Future<Finished> second = clients.submit(context.wrap(() -> complete(cluster)));
      await().until(() -> cluster.scheduler().requests() == 2);

      context.cancel(null);

      assertThat(statusOf(second).getCode()).isEqualTo(Status.Code.CANCELLED);
      await().until(() -> cluster.scheduler().requests() == 1);
      release.countDown();
      assertThat(first.get().getTokenIdsCount()).isEqualTo(GOLDEN.genLength());
      cluster.awaitIdle();
    }
  }

  private void holdAt(int step) {
    relay.onForward(
        forward -> {
          if (forward.getStep() == step) {
            held.countDown();
            release.await();
          }
        });
  }

  private static CompleteRequest request() {
    return CompleteRequest.newBuilder().setRequest(GoldenRequests.request(GOLDEN)).build();
  }

  private static Finished complete(Cluster cluster) {
    return cluster.stub().complete(request()).getFinished();
  }

  private static long queuedNanos(Finished finished) {
    Duration queued = finished.getTimings().getQueued();
    return queued.getSeconds() * 1_000_000_000 + queued.getNanos();
  }

  private static Status statusOf(Future<Finished> answer) throws InterruptedException {
    try {
      throw new AssertionError("an answer: " + answer.get());
    } catch (ExecutionException e) {
      return Status.fromThrowable(e);
    }
  }
}

package io.sparsed.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.sparsed.v1.CompleteRequest;
import io.sparsed.v1.Finished;
import io.sparsed.v1.ForwardRequest;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.v1.GenerationServiceGrpc.GenerationServiceBlockingStub;
import io.sparsed.v1.Priority;
import io.sparsed.v1.TokenPrompt;
import io.sparsed.worker.WorkerServer;
import io.sparsed.worker.golden.GoldenCase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that share a scheduler with one place: who is let in when, and who is refused. */
class FairnessTest {

  private static final GoldenCase GOLDEN = GoldenRequests.named("sparse_b32_s30");
  private static final Metadata.Key<String> API_KEY =
      Metadata.Key.of("x-api-key", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  /** Bytes of the pattern of {@link #GOLDEN}. */
  private static final int PATTERN_BYTES = 3 * 4 * 9 * 8;

  @TempDir Path folder;
  private final CountDownLatch release = new CountDownLatch(1);
  private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
  private WorkerServer worker;
  private Relay relay;
  private @Nullable Cluster started;

  @BeforeEach
  void start() throws IOException {
    worker = Cluster.worker(folder, Cluster.LLADA);
    relay = Relay.before(worker);
    relay.onForward(
        forward -> {
          if (forward.getRequestId().startsWith("held")) {
            release.await();
          }
        });
  }

  @AfterEach
  void stop() {
    release.countDown();
    clients.close();
    if (started != null) {
      started.close();
    }
    relay.close();
    worker.close();
  }

  @Test
  void complete_queueFilledByOneKey_stillHasRoomForAnother() throws Exception {
    serve(config -> config.withMaxConcurrentRequests(1).withMaxQueuedRequests(3));
    Future<Finished> held = ask(key("greedy"), "held", 1);
    Future<Finished> first = ask(key("greedy"), "g1", 2);
    Future<Finished> second = ask(key("greedy"), "g2", 3);
    Future<Finished> last = ask(key("greedy"), "g3", 4);

    Future<Finished> modest =
        clients.submit(() -> complete(key("modest"), "m1", Priority.PRIORITY_NORMAL));

    assertThatThrownBy(last::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(Errors.reason(e)).isEqualTo("OVERLOADED"));
    release.countDown();
    for (Future<Finished> answered : List.of(held, first, second, modest)) {
      assertThat(answered.get().getTokenIdsList()).isEqualTo(GoldenRequests.finalTokens(GOLDEN));
    }
    assertThat(order()).containsExactly("held", "g1", "m1", "g2");
    cluster().awaitIdle();
  }

  @Test
  void complete_queueIsFull_isRefusedBeforeItsPromptIsRead() {
    serve(config -> config.withMaxConcurrentRequests(1).withMaxQueuedRequests(1));
    var _ = ask(key("a"), "held", 1);
    var _ = ask(key("a"), "waits", 2);
    GenerateRequest unreadable =
        GoldenRequests.request(GOLDEN).toBuilder()
            .setTokens(TokenPrompt.newBuilder().addTokenIds(Integer.MAX_VALUE))
            .build();

    assertThatThrownBy(
            () -> key("a").complete(CompleteRequest.newBuilder().setRequest(unreadable).build()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(Errors.reason(e)).isEqualTo("OVERLOADED"));
  }

  @Test
  void complete_clientWithAWeight_goesSoManyTimesAsOften() throws Exception {
    serve(config -> config.withMaxConcurrentRequests(1).withClientWeights(Map.of("gold", 3)));
    var _ = ask(key("any"), "held", 1);
    var _ = ask(key("plain"), "p1", 2);
    var _ = ask(key("plain"), "p2", 3);
    for (int i = 1; i <= 4; i++) {
      var _ = ask(key("gold"), "g" + i, 3 + i);
    }

    release.countDown();

    await()
        .untilAsserted(
            () -> assertThat(order()).containsExactly("held", "p1", "g1", "g2", "g3", "p2", "g4"));
    cluster().awaitIdle();
  }

  @Test
  void complete_bearerTokensDiffer_shareLikeKeys() throws Exception {
    serve(config -> config.withMaxConcurrentRequests(1));
    var _ = ask(token("a"), "held", 1);
    var _ = ask(token("a"), "a1", 2);
    var _ = ask(token("a"), "a2", 3);
    Future<Finished> last = ask(token("b"), "b1", 4);

    release.countDown();

    last.get();
    cluster().awaitIdle();
    assertThat(order()).containsExactly("held", "a1", "b1", "a2");
  }

  @Test
  void complete_bearerTokenIsTheSchedulersOwn_tellsNobodyApart() throws Exception {
    serve(config -> config.withMaxConcurrentRequests(1).withToken("shared"));
    var _ = ask(token("shared"), "held", 1);
    var _ = ask(token("shared"), "1", 2);
    var _ = ask(token("shared"), "2", 3);
    var _ = ask(token("shared"), "3", 4);

    release.countDown();

    await().untilAsserted(() -> assertThat(order()).containsExactly("held", "1", "2", "3"));
  }

  @Test
  void complete_higherPriority_goesFirst() throws Exception {
    serve(config -> config.withMaxConcurrentRequests(1));
    var _ = ask(key("a"), "held", 1);
    var _ = ask(key("a"), "low", Priority.PRIORITY_LOW, 2);
    var _ = ask(key("a"), "normal", Priority.PRIORITY_UNSPECIFIED, 3);
    var _ = ask(key("a"), "high", Priority.PRIORITY_HIGH, 4);

    release.countDown();

    await()
        .untilAsserted(() -> assertThat(order()).containsExactly("held", "high", "normal", "low"));
    cluster().awaitIdle();
  }

  @Test
  void complete_deadlineShorterThanOthersTook_isRefusedAtOnce() throws Exception {
    serve(config -> config);
    relay.onForward(forward -> release.await(150, TimeUnit.MILLISECONDS));
    complete(key("a"), "slow", Priority.PRIORITY_NORMAL);
    int before = relay.forwards().size();

    assertThatThrownBy(
            () ->
                complete(
                    key("a").withDeadlineAfter(1, TimeUnit.SECONDS),
                    "hurried",
                    Priority.PRIORITY_NORMAL))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
              assertThat(Errors.reason(e)).isEqualTo("DEADLINE_UNREACHABLE");
              assertThat(Errors.details(e, ErrorInfo.class).getFirst().getMetadataMap())
                  .hasEntrySatisfying(
                      "expected_run_ms",
                      millis -> assertThat(Integer.parseInt(millis)).isGreaterThan(2_900));
              assertThat(Errors.details(e, RetryInfo.class)).as("to wait would not help").isEmpty();
              assertThat(e.getMessage()).contains("what fits is a deadline of");
              RequestsDocument.assertFailure("the deadline would pass", e);
            });

    assertThat(relay.forwards()).hasSize(before);
    release.countDown();
    assertThat(
            complete(
                    key("a").withDeadlineAfter(60, TimeUnit.SECONDS),
                    "patient",
                    Priority.PRIORITY_NORMAL)
                .getTokenIdsCount())
        .isEqualTo(GOLDEN.genLength());
  }

  @Test
  void complete_queueLongerThanTheDeadline_isToldWhenToTryAgain() throws Exception {
    serve(config -> config.withMaxConcurrentRequests(1));
    relay.onForward(forward -> release.await(50, TimeUnit.MILLISECONDS));
    complete(key("a"), "slow", Priority.PRIORITY_NORMAL);
    relay.onForward(forward -> release.await());
    for (int i = 0; i < 30; i++) {
      var _ = clients.submit(() -> complete(key("a"), "before", Priority.PRIORITY_NORMAL));
    }
    await().until(() -> cluster().scheduler().requests() == 30);

    assertThatThrownBy(
            () ->
                complete(
                    key("a").withDeadlineAfter(10, TimeUnit.SECONDS),
                    "hurried",
                    Priority.PRIORITY_NORMAL))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(Errors.reason(e)).isEqualTo("DEADLINE_UNREACHABLE");
              assertThat(Errors.details(e, RetryInfo.class).getFirst().getRetryDelay())
                  .satisfies(delay -> assertThat(delay.getSeconds()).isPositive());
              RequestsDocument.assertFailure("too many are before it for its deadline", e);
            });
  }

  @Test
  void complete_waitingOneIsCancelled_givesItsPlaceInTheQueueBack() throws Exception {
    serve(config -> config.withMaxConcurrentRequests(1).withMaxQueuedRequests(1));
    var _ = ask(key("a"), "held", 1);
    var hurried = key("a").withDeadlineAfter(300, TimeUnit.MILLISECONDS);
    assertThatThrownBy(() -> complete(hurried, "cancelled", Priority.PRIORITY_NORMAL))
        .isInstanceOf(StatusRuntimeException.class);

    await().until(() -> cluster().scheduler().requests() == 1);
    Future<Finished> next = ask(key("a"), "next", 2);
    release.countDown();

    assertThat(next.get().getTokenIdsCount()).isEqualTo(GOLDEN.genLength());
    assertThat(order()).containsExactly("held", "next");
  }

  @Test
  void complete_memoryForOnePattern_runsOneAfterTheOtherAndTakesEachPatternOnce() throws Exception {
    serve(config -> config.withPatternCacheBytes(PATTERN_BYTES));
    Future<Finished> held = ask(key("a"), "held", 1);
    Future<Finished> next = ask(key("b"), "next", 2);
    Future<Finished> last = ask(key("c"), "waits", 3);

    release.countDown();

    for (Future<Finished> answered : List.of(held, next, last)) {
      assertThat(answered.get().getTokenIdsList()).isEqualTo(GoldenRequests.finalTokens(GOLDEN));
    }
    assertThat(ids()).isSorted();
    assertThat(ids()).hasSize(3 * GOLDEN.steps());
    cluster().awaitIdle();
  }

  private void serve(UnaryOperator<SchedulerConfig> change) {
    started = Cluster.over(change, relay.address());
    await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions()
        .until(
            () ->
                !token("shared")
                    .listModels(io.sparsed.v1.ListModelsRequest.getDefaultInstance())
                    .getModelsList()
                    .isEmpty());
  }

  private Cluster cluster() {
    return Objects.requireNonNull(started);
  }

  /** Asks and waits until the scheduler has so many requests. */
  private Future<Finished> ask(GenerationServiceBlockingStub stub, String id, int requests) {
    return ask(stub, id, Priority.PRIORITY_NORMAL, requests);
  }

  private Future<Finished> ask(
      GenerationServiceBlockingStub stub, String id, Priority priority, int requests) {
    Future<Finished> answer = clients.submit(() -> complete(stub, id, priority));
    await().until(() -> cluster().scheduler().requests() == requests);
    return answer;
  }

  private static Finished complete(
      GenerationServiceBlockingStub stub, String id, Priority priority) {
    return stub.complete(
            CompleteRequest.newBuilder()
                .setRequest(
                    GoldenRequests.request(GOLDEN).toBuilder()
                        .setRequestId(id)
                        .setPriority(priority))
                .build())
        .getFinished();
  }

  /** Requests in the order in which their first forward ran. */
  private List<String> order() {
    return ids().stream().distinct().toList();
  }

  private List<String> ids() {
    return relay.forwards().stream().map(ForwardRequest::getRequestId).toList();
  }

  private GenerationServiceBlockingStub key(String value) {
    return with(API_KEY, value);
  }

  private GenerationServiceBlockingStub token(String value) {
    return with(AUTHORIZATION, "Bearer " + value);
  }

  private GenerationServiceBlockingStub with(Metadata.Key<String> name, String value) {
    Metadata headers = new Metadata();
    headers.put(name, value);
    return cluster().stub().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }
}

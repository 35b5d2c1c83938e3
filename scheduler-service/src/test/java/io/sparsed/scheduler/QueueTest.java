package io.sparsed.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.StatusRuntimeException;
import io.sparsed.scheduler.admission.AdmissionLimits;
import io.sparsed.v1.CompleteRequest;
import io.sparsed.v1.Finished;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.v1.Priority;
import io.sparsed.v1.TokenPrompt;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Tests the scheduler's queue: its limit, its order, and the requests that leave it. */
class QueueTest extends CrowdedScheduler {
  @Test
  void complete_queueIsFull_isRefusedBeforeItsPromptIsRead() {
    serve(
        config ->
            config.withAdmission(AdmissionLimits.defaults().withMaxRunning(1).withMaxWaiting(1)));
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
  void complete_waitingOneIsCancelled_givesItsPlaceInTheQueueBack() throws Exception {
    serve(
        config ->
            config.withAdmission(AdmissionLimits.defaults().withMaxRunning(1).withMaxWaiting(1)));
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
    serve(
        config -> config.withAdmission(AdmissionLimits.defaults().withPatternBytes(PATTERN_BYTES)));
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
}

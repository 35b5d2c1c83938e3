package io.sparsed.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.sparsed.scheduler.admission.AdmissionLimits;
import io.sparsed.v1.Priority;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Tests that requests that cannot be answered in time are refused before any work. */
class DeadlineTest extends CrowdedScheduler {
  @Test
  void complete_deadlineShorterThanOthersTook_isRefusedAtOnce() throws Exception {
    serve(config -> config);
    relay.onForward(forward -> release.await(200, TimeUnit.MILLISECONDS));
    long began = System.nanoTime();
    complete(key("a"), "slow", Priority.PRIORITY_NORMAL);
    long quarter = (System.nanoTime() - began) / 4; // the forecast allows for twice the speed
    int before = relay.forwards().size();

    assertThatThrownBy(
            () ->
                complete(
                    key("a").withDeadlineAfter(quarter, TimeUnit.NANOSECONDS),
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
    serve(config -> config.withAdmission(AdmissionLimits.defaults().withMaxRunning(1)));
    relay.onForward(forward -> release.await(50, TimeUnit.MILLISECONDS));
    long began = System.nanoTime();
    complete(key("a"), "slow", Priority.PRIORITY_NORMAL);
    long sixRequests = 6 * (System.nanoTime() - began);
    relay.onForward(forward -> release.await());
    for (int i = 0; i < 30; i++) {
      var _ = clients.submit(() -> complete(key("a"), "before", Priority.PRIORITY_NORMAL));
    }
    await().until(() -> cluster().scheduler().requests() == 30);

    assertThatThrownBy(
            () ->
                complete(
                    key("a").withDeadlineAfter(sixRequests, TimeUnit.NANOSECONDS),
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
}

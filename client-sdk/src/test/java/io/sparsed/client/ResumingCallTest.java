package io.sparsed.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A client attempts calls again when schedulers fail, and gives up in the end. */
class ResumingCallTest extends ScriptedSchedulers {
  @Test
  void stream_lostAgainAndAgainWithoutNews_givesUpAfterTheAttempts() {
    script(accepted(), LOST);
    script(LOST);

    try (SparseDClient client = client(3, Duration.ofMillis(1));
        GenerationStream stream = client.stream(REQUEST)) {
      assertThatThrownBy(stream::await).isInstanceOf(UnavailableException.class).hasMessage("lost");
    }
    assertThat(requests).hasSize(1 + 3);
  }

  @Test
  void complete_neverAccepted_isOfferedTwice() {
    script(LOST);

    try (SparseDClient client = client(9, Duration.ofMillis(1))) {
      assertThatThrownBy(() -> client.complete(REQUEST)).isInstanceOf(UnavailableException.class);
    }
    assertThat(requests).hasSize(2);
  }

  @Test
  void complete_policyNever_failsAtTheFirstLoss() {
    script(accepted(), LOST);

    try (SparseDClient client =
        SparseDClient.builder(server.target()).plaintext().retry(RetryPolicy.never()).build()) {
      assertThatThrownBy(() -> client.complete(REQUEST)).isInstanceOf(UnavailableException.class);
    }
    assertThat(requests).hasSize(1);
  }

  @Test
  void complete_internalError_isNotResumed() {
    script(accepted(), Status.INTERNAL);

    try (SparseDClient client = client(3, Duration.ofMillis(1))) {
      assertThatThrownBy(() -> client.complete(REQUEST)).isInstanceOf(InternalException.class);
    }
    assertThat(requests).hasSize(1);
  }

  @Test
  void complete_overloadedBeforeItBegan_saysSoAtOnce() {
    script(overloaded());

    try (SparseDClient client = client(3, Duration.ofMillis(1))) {
      assertThatThrownBy(() -> client.complete(REQUEST)).isInstanceOf(OverloadedException.class);
    }
    assertThat(requests).hasSize(1);
  }

  @Test
  void complete_patientAndNeverAccepted_isRepeatedUntilItIs() {
    script(LOST);
    script(overloaded());
    script(LOST);
    script(LOST);
    script(accepted(), finished());

    try (SparseDClient client = patientClient(4)) {
      assertThat(client.complete(REQUEST).text()).isEqualTo("done");
    }
    assertThat(requests).hasSize(5);
  }

  @Test
  void complete_patientAndNeverAccepted_givesUpAfterTheAttempts() {
    script(overloaded());

    try (SparseDClient client = patientClient(3)) {
      assertThatThrownBy(() -> client.complete(REQUEST)).isInstanceOf(OverloadedException.class);
    }
    assertThat(requests).hasSize(1 + 3);
  }

  private SparseDClient patientClient(int attempts) {
    Duration backoff = Duration.ofMillis(1);
    return SparseDClient.builder(server.target())
        .plaintext()
        .retry(
            RetryPolicy.builder()
                .attempts(attempts)
                .backoff(backoff, backoff)
                .patient(true)
                .build())
        .build();
  }

  @Test
  void complete_othersAreOverloadedWhenItIsLost_waitsForThem() {
    script(accepted(), LOST);
    script(overloaded());
    script(accepted(), finished());

    try (SparseDClient client = client(3, Duration.ofMillis(1))) {
      assertThat(client.complete(REQUEST).text()).isEqualTo("done");
    }
    assertThat(requests).hasSize(3);
  }

  @Test
  void complete_deadlinePassesBetweenAttempts_isTyped() {
    script(accepted(), LOST);
    GenerationRequest hurried =
        GenerationRequest.builder(Prompt.text("hello")).deadline(Duration.ofMillis(300)).build();

    try (SparseDClient client = client(3, LONG)) {
      assertThatThrownBy(() -> client.complete(hurried))
          .isInstanceOf(DeadlineExceededException.class);
    }
    assertThat(requests).hasSize(1);
  }

  @Test
  void stream_closedBetweenAttempts_endsAtOnce() throws Exception {
    script(accepted(), LOST);

    try (SparseDClient client = client(3, LONG)) {
      GenerationStream stream = client.stream(REQUEST);
      assertThat(stream.next()).isInstanceOf(Event.Accepted.class);
      CompletableFuture<Answer> reader = CompletableFuture.supplyAsync(stream::await);
      await().until(() -> requests.size() == 1);

      stream.close();
      stream.close();

      assertThatThrownBy(() -> reader.get(20, TimeUnit.SECONDS))
          .hasCauseInstanceOf(CancelledException.class);
    }
  }

  @Test
  void models_firstSchedulerIsGone_asksTheNext() throws Exception {
    String gone = "127.0.0.1:" + SchedulerProcess.freePort();
    script(accepted(), finished());
    try (SparseDClient client = SparseDClient.builder(gone, server.target()).plaintext().build()) {
      for (int i = 0; i < 4; i++) {
        assertThat(client.complete(REQUEST).text()).isEqualTo("done");
      }
    }
    assertThat(requests).hasSize(4);
  }
}

package io.sparsed.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Any;
import com.google.rpc.Code;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ServerCallStreamObserver;
import io.sparsed.v1.Accepted;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.v1.GenerateResponse;
import io.sparsed.v1.Progress;
import io.sparsed.v1.ResumePrompt;
import io.sparsed.v1.StepCommits;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client does, wire by wire, when schedulers fail; {@link SchedulerLossTest} is real. */
class ResumingCallTest {
  private static final GenerationRequest REQUEST = GenerationRequest.of(Prompt.text("hello"));
  private static final Status LOST = Status.UNAVAILABLE.withDescription("lost");
  private static final Duration LONG = Duration.ofMinutes(5);

  private final List<GenerateRequest> requests = new CopyOnWriteArrayList<>();
  private final List<BiConsumer<GenerateRequest, ServerCallStreamObserver<GenerateResponse>>>
      scripts = new CopyOnWriteArrayList<>();
  private ScriptedServer server;

  /** Plays a script a call; the last one over and over. */
  @BeforeEach
  void start() throws Exception {
    server =
        ScriptedServer.generating(
            (request, reply) -> {
              requests.add(request);
              scripts.get(Math.min(requests.size(), scripts.size()) - 1).accept(request, reply);
            });
  }

  @AfterEach
  void stop() {
    server.close();
  }

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
        SparseDClient.builder(server.target()).plaintext().resume(ResumePolicy.never()).build()) {
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
  void listener_lostTwice_hearsEachEventOnce() throws Exception {
    script(accepted(), progress(0), LOST);
    script(accepted(), progress(1), LOST);
    script(accepted(), progress(2), finished());

    try (SparseDClient client = client(1, Duration.ofMillis(1))) {
      Recorder recorder = new Recorder();
      Cancellable _ = client.stream(REQUEST, recorder);
      assertThat(recorder.awaitAnswer().text()).isEqualTo("done");

      assertThat(recorder.events())
          .hasSize(5)
          .first()
          .isInstanceOfSatisfying(
              Event.Accepted.class, event -> assertThat(event.requestId()).isEqualTo("r"));
    }
  }

  @Test
  void complete_lost_tellsTheNextSchedulerAllItHeard() {
    script(accepted(), progress(0), progress(1), LOST);
    script(accepted(), progress(2), LOST);
    script(accepted(), finished());

    try (SparseDClient client = client(1, Duration.ofMillis(1))) {
      var _ = client.complete(REQUEST);
    }

    assertThat(requests.getFirst().getResponse().getPromptTokenIds()).isTrue();
    GenerateRequest last = requests.getLast();
    assertThat(last.getModel()).isEqualTo("m");
    assertThat(last.getRequestId()).isEqualTo("r");
    assertThat(last.getDiffusion().getSeed()).isEqualTo(77);
    assertThat(last.getSparse().getSkip()).isEqualTo(0.4);
    assertThat(last.getResume())
        .isEqualTo(
            ResumePrompt.newBuilder()
                .setFingerprint("f")
                .addPromptTokenIds(11)
                .addPromptTokenIds(12)
                .addSteps(StepCommits.newBuilder().addPositions(0).addTokenIds(100))
                .addSteps(StepCommits.newBuilder().addPositions(1).addTokenIds(101))
                .addSteps(StepCommits.newBuilder().addPositions(2).addTokenIds(102))
                .setResumes(2)
                .build());
  }

  @Test
  void complete_tokenPrompt_isNotSentBack() {
    script(accepted().toBuilder().setAccepted(acceptance().clearPromptTokenIds()).build(), LOST);
    script(accepted(), finished());

    try (SparseDClient client = client(1, Duration.ofMillis(1))) {
      var _ = client.complete(GenerationRequest.of(Prompt.tokens(5, 6)));
    }

    assertThat(requests.getFirst().getResponse().getPromptTokenIds()).isFalse();
    assertThat(requests.getLast().getResume().getPromptTokenIdsList()).containsExactly(5, 6);
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

  private SparseDClient client(int attempts, Duration backoff) {
    return SparseDClient.builder(server.target())
        .plaintext()
        .resume(new ResumePolicy(attempts, backoff, backoff))
        .build();
  }

  private void script(Object... events) {
    scripts.add(
        (request, reply) -> {
          for (Object event : events) {
            switch (event) {
              case GenerateResponse response -> reply.onNext(response);
              case Status failure -> reply.onError(failure.asRuntimeException());
              case StatusRuntimeException failure -> reply.onError(failure);
              default -> throw new IllegalArgumentException(event.toString());
            }
          }
          if (events[events.length - 1] instanceof GenerateResponse) {
            reply.onCompleted();
          }
        });
  }

  private static Accepted.Builder acceptance() {
    Accepted.Builder accepted =
        Accepted.newBuilder()
            .setRequestId("r")
            .setModel("m")
            .setFingerprint("f")
            .addPromptTokenIds(11)
            .addPromptTokenIds(12);
    accepted.getDiffusionBuilder().setSeed(77);
    accepted.getSparseBuilder().setSkip(0.4);
    return accepted;
  }

  private static GenerateResponse accepted() {
    return GenerateResponse.newBuilder().setAccepted(acceptance()).build();
  }

  private static GenerateResponse progress(int step) {
    return GenerateResponse.newBuilder()
        .setProgress(Progress.newBuilder().setStep(step).addPositions(step).addTokenIds(100 + step))
        .build();
  }

  private static GenerateResponse finished() {
    GenerateResponse.Builder event = GenerateResponse.newBuilder();
    event.getFinishedBuilder().setText("done");
    return event.build();
  }

  private static StatusRuntimeException overloaded() {
    RetryInfo.Builder retry = RetryInfo.newBuilder();
    retry.getRetryDelayBuilder().setNanos(1_000_000);
    return StatusProto.toStatusRuntimeException(
        com.google.rpc.Status.newBuilder()
            .setCode(Code.RESOURCE_EXHAUSTED_VALUE)
            .addDetails(Any.pack(retry.build()))
            .build());
  }
}

package io.sparsed.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.v1.GenerateResponse;
import io.sparsed.v1.GenerationServiceGrpc;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CancellationTest {
  private static final GenerationRequest REQUEST = GenerationRequest.of(Prompt.tokens(1));

  private final CountDownLatch started = new CountDownLatch(1);
  private final CountDownLatch freed = new CountDownLatch(1);
  private ScriptedServer server;
  private SparseDClient client;

  @BeforeEach
  void startServerThatNeverFinishes() throws Exception {
    server =
        ScriptedServer.serving(
            new GenerationServiceGrpc.GenerationServiceImplBase() {
              @Override
              public void generate(
                  GenerateRequest request, StreamObserver<GenerateResponse> observer) {
                watch(observer);
                observer.onNext(ScriptedServer.accepted());
              }
            });
    client = server.client();
  }

  private void watch(StreamObserver<?> observer) {
    ((ServerCallStreamObserver<?>) observer).setOnCancelHandler(freed::countDown);
    started.countDown();
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    server.close();
  }

  @Test
  void stream_closed_freesTheServerAndEndsTheReader() throws Exception {
    GenerationStream stream = client.stream(REQUEST);
    assertThat(stream.next()).isInstanceOf(Event.Accepted.class);

    stream.close();
    stream.close();

    awaitFreed();
    assertThatThrownBy(stream::hasNext).isInstanceOf(CancelledException.class);
  }

  @Test
  void stream_closedByAnotherThread_wakesTheReader() throws Exception {
    GenerationStream stream = client.stream(REQUEST);
    CompletableFuture<Answer> reader = CompletableFuture.supplyAsync(stream::await);
    assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();

    stream.close();

    assertThatThrownBy(() -> reader.get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(CancelledException.class);
  }

  @Test
  void listener_cancelled_freesTheServerAndHearsIt() throws Exception {
    Recorder recorder = new Recorder();
    Cancellable generation = client.stream(REQUEST, recorder);
    recorder.awaitEvents(1);

    generation.cancel();
    generation.cancel();

    awaitFreed();
    assertThat(recorder.awaitError()).isInstanceOf(CancelledException.class);
  }

  @Test
  void listener_throws_freesTheServerAndHearsItsOwnException() throws Exception {
    IllegalStateException bug = new IllegalStateException("a bug in the listener");
    CompletableFuture<Throwable> heard = new CompletableFuture<>();
    Cancellable _ =
        client.stream(
            REQUEST,
            new GenerationListener() {
              @Override
              public void onEvent(Event event) {
                throw bug;
              }

              @Override
              public void onError(Throwable error) {
                heard.complete(error);
              }
            });

    awaitFreed();
    assertThat(heard.get(20, TimeUnit.SECONDS)).isSameAs(bug);
  }

  @Test
  void completeAsync_futureCancelled_freesTheServer() throws Exception {
    CompletableFuture<Completion> reply = client.completeAsync(REQUEST);
    assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();

    reply.cancel(true);

    awaitFreed();
    assertThat(reply).isCancelled();
  }

  @Test
  void completeAsync_futureTimesOut_freesTheServer() throws Exception {
    CompletableFuture<Completion> reply =
        client.completeAsync(REQUEST).orTimeout(100, TimeUnit.MILLISECONDS);

    awaitFreed();
    assertThat(reply).isCompletedExceptionally();
  }

  @Test
  void complete_interrupted_freesTheServerAndKeepsTheInterrupt() throws Exception {
    CompletableFuture<Boolean> interruptKept = new CompletableFuture<>();
    Thread caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    client.complete(REQUEST);
                  } catch (CancelledException e) {
                    interruptKept.complete(Thread.currentThread().isInterrupted());
                  }
                });
    assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();

    caller.interrupt();

    awaitFreed();
    assertThat(interruptKept.get(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void stream_readerInterrupted_freesTheServer() throws Exception {
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    Thread reader =
        Thread.ofVirtual()
            .start(
                () -> {
                  try (GenerationStream stream = client.stream(REQUEST)) {
                    stream.await();
                  } catch (SparseDException e) {
                    thrown.complete(e);
                  }
                });
    assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();

    reader.interrupt();

    awaitFreed();
    assertThat(thrown.get(20, TimeUnit.SECONDS)).isInstanceOf(CancelledException.class);
  }

  @Test
  void complete_deadlineOfTheRequest_isTyped() throws Exception {
    GenerationRequest hurried =
        GenerationRequest.builder(Prompt.tokens(1)).deadline(Duration.ofMillis(100)).build();

    assertThatThrownBy(() -> client.complete(hurried))
        .isInstanceOf(DeadlineExceededException.class);
    awaitFreed();
  }

  @Test
  void complete_deadlineOfTheClient_isTyped() throws Exception {
    try (SparseDClient hurried =
        SparseDClient.builder(server.target())
            .plaintext()
            .defaultDeadline(Duration.ofMillis(100))
            .build()) {
      assertThatThrownBy(() -> hurried.complete(REQUEST))
          .isInstanceOf(DeadlineExceededException.class);
    }
    awaitFreed();
  }

  @Test
  void close_callsRunning_areCancelledAndNotRetryable() throws Exception {
    GenerationStream stream = client.stream(REQUEST);
    CompletableFuture<Answer> reader = CompletableFuture.supplyAsync(stream::await);
    assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();

    client.close();

    awaitFreed();
    assertThatThrownBy(() -> reader.get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(CancelledException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(client::models).isInstanceOf(CancelledException.class);
  }

  private void awaitFreed() throws InterruptedException {
    assertThat(freed.await(20, TimeUnit.SECONDS)).describedAs("the server was freed").isTrue();
  }
}

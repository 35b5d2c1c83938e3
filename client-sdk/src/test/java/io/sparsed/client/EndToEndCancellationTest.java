package io.sparsed.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A call that is given up frees the server. */
class EndToEndCancellationTest extends EndToEnd {
  @Test
  void complete_deadline_isTypedAndFreesTheServer() {
    GenerationRequest hurried =
        GenerationRequest.builder(Prompt.tokens(1))
            .diffusion(slow())
            .deadline(Duration.ofMillis(300))
            .build();

    assertThatThrownBy(() -> client.complete(hurried))
        .isInstanceOf(DeadlineExceededException.class);
    awaitNoRequests();
  }

  @Test
  void stream_closedMidway_freesTheServer() {
    try (GenerationStream stream = client.stream(longRequest())) {
      assertThat(stream.next()).isInstanceOf(Event.Accepted.class);
      assertThat(stream.next()).isInstanceOf(Event.Progress.class);
      assertThat(served.scheduler().requests()).isPositive();
    }

    awaitNoRequests();
  }

  @Test
  void completeAsync_cancelled_freesTheServer() {
    CompletableFuture<Completion> reply = client.completeAsync(longRequest());
    await().until(() -> served.scheduler().requests() > 0);

    reply.cancel(false);

    awaitNoRequests();
  }

  @Test
  void listener_cancelled_freesTheServer() throws Exception {
    Recorder recorder = new Recorder();
    Cancellable generation = client.stream(longRequest(), recorder);
    recorder.awaitEvents(3);

    generation.cancel();

    assertThat(recorder.awaitError()).isInstanceOf(CancelledException.class);
    awaitNoRequests();
  }
}

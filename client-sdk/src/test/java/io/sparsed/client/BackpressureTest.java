package io.sparsed.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.stub.ServerCallStreamObserver;
import io.sparsed.v1.GenerateResponse;
import io.sparsed.v1.Progress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BackpressureTest {
  private static final int EVENTS = 2000;
  private static final GenerateResponse LARGE =
      GenerateResponse.newBuilder()
          .setProgress(Progress.newBuilder().setText("x".repeat(20_000)))
          .build();

  @Test
  void stream_readerStops_serverStopsSending() throws Exception {
    AtomicInteger sent = new AtomicInteger();
    try (ScriptedServer server = ScriptedServer.generating((_, reply) -> sendAll(reply, sent));
        SparseDClient client = server.client();
        GenerationStream stream = client.stream(GenerationRequest.of(Prompt.tokens(1)))) {
      assertThat(stream.next()).isInstanceOf(Event.Progress.class);
      int stopped = awaitStandstill(sent);
      assertThat(stopped).describedAs("sent to a reader that does not read").isLessThan(EVENTS / 4);

      for (int i = 1; i < EVENTS; i++) {
        assertThat(stream.next()).isInstanceOf(Event.Progress.class);
      }
      assertThat(sent).hasValue(EVENTS);
    }
  }

  @Test
  void listener_blocks_serverStopsSending() throws Exception {
    AtomicInteger sent = new AtomicInteger();
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger heard = new AtomicInteger();
    try (ScriptedServer server = ScriptedServer.generating((_, reply) -> sendAll(reply, sent));
        SparseDClient client = server.client()) {
      Cancellable _ =
          client.stream(
              GenerationRequest.of(Prompt.tokens(1)),
              new GenerationListener() {
                @Override
                public void onEvent(Event event) {
                  try {
                    goOn.await();
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                  heard.incrementAndGet();
                }

                @Override
                public void onError(Throwable error) {}
              });
      assertThat(awaitStandstill(sent)).isLessThan(EVENTS / 4);

      goOn.countDown();
      await().until(() -> heard.get() == EVENTS);
    }
  }

  /** Sends as fast as flow control allows. */
  private static void sendAll(
      ServerCallStreamObserver<GenerateResponse> reply, AtomicInteger sent) {
    reply.setOnReadyHandler(
        () -> {
          while (reply.isReady() && sent.get() < EVENTS) {
            reply.onNext(LARGE);
            sent.incrementAndGet();
          }
        });
  }

  private static int awaitStandstill(AtomicInteger counter) {
    await().until(() -> counter.get() > 0);
    await()
        .during(Duration.ofMillis(300))
        .atMost(Duration.ofSeconds(20))
        .until(new Standstill(counter)::holds);
    return counter.get();
  }

  private static final class Standstill {
    private final AtomicInteger counter;
    private int last = -1;

    Standstill(AtomicInteger counter) {
      this.counter = counter;
    }

    boolean holds() {
      int now = counter.get();
      boolean same = now == last;
      last = now;
      return same;
    }
  }
}

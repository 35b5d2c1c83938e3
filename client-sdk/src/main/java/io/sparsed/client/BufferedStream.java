package io.sparsed.client;

import static java.util.Objects.requireNonNull;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.sparsed.v1.GenerateResponse;
import java.util.NoSuchElementException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Carries events from gRPC's threads to the reader's. At most one event waits: the next one is
 * requested when the reader takes it. The reader owns all fields but the queue.
 */
final class BufferedStream extends ClientCall.Listener<GenerateResponse>
    implements GenerationStream {
  private final OngoingCall call;
  private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
  private @Nullable Event next;
  private @Nullable Answer answer;
  private @Nullable End end;

  private sealed interface Signal {}

  private record Received(GenerateResponse message) implements Signal {}

  private record End(Status status, Metadata trailers) implements Signal {}

  BufferedStream(OngoingCall call) {
    this.call = call;
  }

  @Override
  public void onMessage(GenerateResponse message) {
    signals.add(new Received(message));
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    signals.add(new End(status, trailers));
  }

  @Override
  public boolean hasNext() {
    while (next == null && end == null) {
      Signal signal = take();
      if (signal instanceof Received received) {
        next = WireClient.event(received.message()).orElse(null);
        call.request(1);
      } else {
        end = (End) signal;
      }
    }
    if (next == null && end != null && answer == null) {
      throw Failures.endWithoutAnswer(end.status(), end.trailers());
    }
    return next != null;
  }

  @Override
  public Event next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException("the generation has ended");
    }
    Event event = next;
    next = null;
    if (event instanceof Event.Finished finished) {
      answer = finished.answer();
    }
    return event;
  }

  @Override
  public Answer await() {
    while (hasNext()) {
      Event unused = next();
    }
    return requireNonNull(answer, "hasNext() throws where the answer is missing");
  }

  @Override
  public void close() {
    call.cancel("closed by the caller", null);
  }

  private Signal take() {
    try {
      return signals.take();
    } catch (InterruptedException e) {
      call.cancel("the reading thread was interrupted", e);
      Thread.currentThread().interrupt();
      throw Failures.interrupted(e);
    }
  }
}

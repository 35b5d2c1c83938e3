package io.sparsed.client;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.sparsed.v1.GenerateResponse;
import org.jspecify.annotations.Nullable;

/**
 * Passes events to a listener, and requests the next one when the listener has returned. gRPC's
 * threads use it one after the other.
 */
final class ListenerAdapter extends ClientCall.Listener<GenerateResponse> implements Cancellable {
  private final OngoingCall call;
  private final GenerationListener listener;
  private boolean finished;
  private @Nullable Throwable thrown;

  ListenerAdapter(OngoingCall call, GenerationListener listener) {
    this.call = call;
    this.listener = listener;
  }

  @Override
  public void onMessage(GenerateResponse message) {
    try {
      WireClient.event(message).ifPresent(this::pass);
      call.request(1);
    } catch (RuntimeException | Error e) {
      thrown = e;
      call.cancel("the listener failed", e);
    }
  }

  private void pass(Event event) {
    listener.onEvent(event);
    finished |= event instanceof Event.Finished;
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    if (!finished) {
      listener.onError(thrown == null ? Failures.endWithoutAnswer(status, trailers) : thrown);
    }
  }

  @Override
  public void cancel() {
    call.cancel("cancelled by the caller", null);
  }
}

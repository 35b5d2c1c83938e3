package io.sparsed.client;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.sparsed.v1.CompleteResponse;
import io.sparsed.v1.GenerateResponse;

/**
 * Makes one reply of the events of a generation. Unlike a unary call, a generation can be resumed.
 */
final class CompletionCollector extends ClientCall.Listener<GenerateResponse> {
  private final OngoingCall call;
  private final UnaryCall<CompleteResponse> reply;
  private final CompleteResponse.Builder collected = CompleteResponse.newBuilder();

  CompletionCollector(OngoingCall call) {
    this.call = call;
    this.reply = new UnaryCall<>(call);
  }

  UnaryCall<CompleteResponse> reply() {
    return reply;
  }

  @Override
  public void onMessage(GenerateResponse event) {
    switch (event.getEventCase()) {
      case ACCEPTED -> collected.setAccepted(event.getAccepted());
      case FINISHED -> reply.onMessage(collected.setFinished(event.getFinished()).build());
      case PROGRESS, EVENT_NOT_SET -> {}
    }
    call.request(1);
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    reply.onClose(status, trailers);
  }
}

package io.sparsed.client;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.sparsed.v1.CompleteResponse;
import io.sparsed.v1.GenerateResponse;

/** Makes one reply of a generation's events. Unlike one that waits for a reply, it can resume. */
final class CompletionFold extends ClientCall.Listener<GenerateResponse> {
  private final OngoingCall call;
  private final UnaryCall<CompleteResponse> reply;
  private final CompleteResponse.Builder folded = CompleteResponse.newBuilder();

  CompletionFold(OngoingCall call) {
    this.call = call;
    this.reply = new UnaryCall<>(call);
  }

  UnaryCall<CompleteResponse> reply() {
    return reply;
  }

  @Override
  public void onMessage(GenerateResponse event) {
    switch (event.getEventCase()) {
      case ACCEPTED -> folded.setAccepted(event.getAccepted());
      case FINISHED -> reply.onMessage(folded.setFinished(event.getFinished()).build());
      case PROGRESS, EVENT_NOT_SET -> {}
    }
    call.request(1);
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    reply.onClose(status, trailers);
  }
}

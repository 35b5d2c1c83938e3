package io.sparsed.worker.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Iterator;

/**
 * Sends a stream no faster than the client takes it, so that only a chunk or two wait in memory.
 */
final class PacedStream {
  private PacedStream() {}

  /** Sends all messages, then completes. To be called before the handler of the call returns. */
  static <T> void send(Iterator<T> messages, StreamObserver<T> observer) {
    var call = (ServerCallStreamObserver<T>) observer;
    call.setOnReadyHandler(
        new Runnable() {
          private boolean completed;

          @Override
          public void run() {
            while (call.isReady() && !completed) {
              if (messages.hasNext()) {
                call.onNext(messages.next());
              } else {
                completed = true;
                call.onCompleted();
              }
            }
          }
        });
  }
}

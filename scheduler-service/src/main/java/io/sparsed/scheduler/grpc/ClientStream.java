package io.sparsed.scheduler.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.sparsed.scheduler.generation.EventSink;
import io.sparsed.scheduler.generation.GenerationEvent;
import io.sparsed.v1.GenerateResponse;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;

/**
 * Sends events to a client no faster than it takes them. One thread emits; gRPC's own threads tell
 * it when the client is ready for more.
 */
final class ClientStream implements EventSink {

  private final ServerCallStreamObserver<GenerateResponse> call;
  private final Semaphore wakeUps = new Semaphore(0);

  /** To be made before the service method returns: handlers cannot be set later. */
  ClientStream(ServerCallStreamObserver<GenerateResponse> call) {
    this.call = call;
    call.setOnReadyHandler(wakeUps::release);
  }

  @Override
  public void emit(GenerationEvent event) {
    try {
      while (!call.isReady()) {
        wakeUps.acquire();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("the client is gone");
    }
    call.onNext(EventMapper.response(event));
  }
}

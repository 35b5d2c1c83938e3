package io.sparsed.scheduler.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.sparsed.scheduler.generation.EventSink;
import io.sparsed.scheduler.generation.GenerationEvent;
import io.sparsed.v1.GenerateResponse;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;

/** A ClientStream sends events to a client and blocks its only thread while the client is slow. */
final class ClientStream implements EventSink {

  private final ServerCallStreamObserver<GenerateResponse> call;
  private final Semaphore wakeUps = new Semaphore(0);

  /** Creates the stream; gRPC allows this only before the service method returns. */
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

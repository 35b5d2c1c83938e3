package io.sparsed.scheduler.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.sparsed.scheduler.generation.EventSink;
import io.sparsed.scheduler.generation.GenerationEvent;
import io.sparsed.v1.GenerateResponse;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A ClientStream sends events to a client and blocks its only thread while the client is slow, up
 * to a limit.
 */
final class ClientStream implements EventSink {

  private final ServerCallStreamObserver<GenerateResponse> call;
  private final Duration stallLimit;
  private final Semaphore wakeUps = new Semaphore(0);

  /** Creates the stream; gRPC allows this only before the service method returns. */
  ClientStream(ServerCallStreamObserver<GenerateResponse> call, Duration stallLimit) {
    this.call = call;
    this.stallLimit = stallLimit;
    call.setOnReadyHandler(wakeUps::release);
  }

  /**
   * {@inheritDoc}
   *
   * @throws CallLimitException if the client reads nothing for too long
   */
  @Override
  public void emit(GenerationEvent event) {
    if (!awaitReady(stallLimit)) {
      throw CallLimitException.slow(
          "the client did not read for %d s; resume with what it has read"
              .formatted(stallLimit.toSeconds()));
    }
    call.onNext(EventMapper.response(event));
  }

  @Override
  public boolean awaitReady(Duration patience) {
    long endNanos = System.nanoTime() + patience.toNanos();
    try {
      while (!call.isReady()) {
        if (!wakeUps.tryAcquire(endNanos - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          return call.isReady();
        }
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("the client is gone");
    }
  }
}

package io.sparsed.scheduler.grpc;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.sparsed.scheduler.generation.InvalidRequestException;
import io.sparsed.scheduler.generation.Violation;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A RequestBytes counts the bytes of requests while they arrive, and refuses a call as soon as it
 * has sent more than a request may have, or more than there is room for. Thread-safe.
 */
public final class RequestBytes extends ServerStreamTracer.Factory {

  private static final Context.Key<Count> COUNT = Context.key("request bytes");

  /** The bytes that a call may always send. */
  private static final int FREE = 64 << 10;

  private final LongSupplier mostOfCall;
  private final long mostOfAll;
  private final AtomicLong all = new AtomicLong();

  /**
   * Creates a counter.
   *
   * @param mostOfCall the most bytes of a request
   * @param mostOfAll the most bytes of all requests that are here at once
   */
  public RequestBytes(LongSupplier mostOfCall, long mostOfAll) {
    this.mostOfCall = mostOfCall;
    this.mostOfAll = mostOfAll;
  }

  /** Returns a future that fails as soon as the current call must be refused. */
  static CompletableFuture<RuntimeException> refusal() {
    return COUNT.get().refusal;
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
    return new Count();
  }

  private final class Count extends ServerStreamTracer {

    private final AtomicLong bytes = new AtomicLong();
    private final CompletableFuture<RuntimeException> refusal = new CompletableFuture<>();

    @Override
    public Context filterContext(Context context) {
      return context.withValue(COUNT, this);
    }

    @Override
    public void inboundWireSize(long more) {
      long size = bytes.addAndGet(more);
      long total = all.addAndGet(more);
      if (size > FREE && size > mostOfCall.getAsLong()) {
        refusal.complete(tooLarge(mostOfCall.getAsLong()));
      } else if (size > FREE && total > mostOfAll) {
        refusal.complete(CallLimitException.noRoom());
      }
    }

    @Override
    public void streamClosed(Status status) {
      all.addAndGet(-bytes.getAndSet(0));
    }
  }

  private static InvalidRequestException tooLarge(long most) {
    return new InvalidRequestException(
        List.of(
            new Violation(
                "prompt",
                "Shorten it: a request may have %d bytes, and no canvas holds more."
                    .formatted(most))));
  }
}

package io.sparsed.scheduler.grpc;

import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A CallWatch ends calls whose request does not arrive in time or is refused by {@link
 * RequestBytes}, and drops calls whose client does not take the end of the answer. Each call that
 * is answered gets a line in the log, and each error the id by which the log names it. Thread-safe.
 */
public final class CallWatch implements ServerInterceptor {

  private final Duration arrival;
  private final Duration departure;
  private final ScheduledExecutorService timer;
  private final RequestMetrics metrics;
  private final RefusalLog refusals = new RefusalLog(System::nanoTime);

  /**
   * Creates a watch.
   *
   * @param arrival time in which a whole request must arrive
   * @param departure time in which a client must take what is left of an ended call
   * @param metrics counts the generations
   */
  public CallWatch(
      Duration arrival,
      Duration departure,
      ScheduledExecutorService timer,
      RequestMetrics metrics) {
    this.arrival = arrival;
    this.departure = departure;
    this.timer = timer;
    this.metrics = metrics;
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    Context context = Context.current();
    String method = call.getMethodDescriptor().getBareMethodName();
    CallLog log =
        new CallLog(refusals, metrics, ClientInterceptor.address(call), String.valueOf(method));
    WatchedCall<Q, R> watched = new WatchedCall<>(call, context, log);
    Future<?> late =
        schedule(
            arrival,
            () ->
                watched.refuse(
                    CallLimitException.slow(
                        "the request did not arrive within " + arrival.toSeconds() + " s")));
    var _ = RequestBytes.refusal().thenAcceptAsync(watched::refuse, timer);
    return new WatchedListener<>(
        Contexts.interceptCall(log.in(context), watched, headers, next), watched, late);
  }

  private Future<?> schedule(Duration after, Runnable task) {
    return timer.schedule(task, after.toMillis(), TimeUnit.MILLISECONDS);
  }

  private final class WatchedCall<Q, R> extends SimpleForwardingServerCall<Q, R> {

    private final Context context;
    private final CallLog log;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable Future<?> unread;

    WatchedCall(ServerCall<Q, R> call, Context context, CallLog log) {
      super(call);
      this.context = context;
      this.log = log;
    }

    @Override
    public void close(Status status, Metadata trailers) {
      if (!closed.getAndSet(true)) {
        log.end(status);
        super.close(
            status,
            status.isOk() ? trailers : StatusMapper.withRequest(status, trailers, log.id()));
        unread = schedule(departure, this::drop);
      }
    }

    void refuse(RuntimeException failure) {
      StatusRuntimeException status = StatusMapper.status(failure, context);
      close(status.getStatus(), Objects.requireNonNull(status.getTrailers()));
    }

    /** Resets the stream, as gRPC does when the context of a call says that its time is up. */
    private void drop() {
      if (context instanceof CancellableContext cancellable) {
        cancellable.cancel(new TimeoutException("the client does not read"));
      }
    }

    /** Logs a call that ended before its request was here, so that nothing answered it. */
    void abandoned() {
      if (!closed.getAndSet(true)) {
        log.end(Status.CANCELLED.withDescription("the call ended before its request was read"));
      }
    }

    void ended() {
      Future<?> pending = unread;
      if (pending != null) {
        pending.cancel(false);
      }
    }
  }

  private static final class WatchedListener<Q> extends SimpleForwardingServerCallListener<Q> {

    private final WatchedCall<Q, ?> call;
    private final Future<?> late;

    WatchedListener(ServerCall.Listener<Q> listener, WatchedCall<Q, ?> call, Future<?> late) {
      super(listener);
      this.call = call;
      this.late = late;
    }

    @Override
    public void onMessage(Q message) {
      if (!call.getMethodDescriptor().getType().clientSendsOneMessage()) {
        late.cancel(false);
      }
      if (!call.closed.get()) {
        super.onMessage(message);
      }
    }

    @Override
    public void onHalfClose() {
      late.cancel(false);
      if (!call.closed.get()) {
        super.onHalfClose();
      }
    }

    @Override
    public void onCancel() {
      if (late.cancel(false)) {
        call.abandoned();
      }
      call.ended();
      super.onCancel();
    }

    @Override
    public void onComplete() {
      late.cancel(false);
      call.ended();
      super.onComplete();
    }
  }
}

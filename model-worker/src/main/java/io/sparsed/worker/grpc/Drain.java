package io.sparsed.worker.grpc;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.sparsed.v1.WorkerServiceGrpc;
import java.time.Duration;
import java.util.Objects;

/**
 * A Drain ends the calls of a worker without a loss. From {@link #begin} on new forwards are
 * refused, {@link #awaitQuiet} waits for the calls that run, and {@link #cutOff} ends them.
 * Patterns can be fetched to the end. Thread-safe.
 */
public final class Drain implements ServerInterceptor {
  /** Time within which a scheduler fetches the pattern of a forward whose result it just got. */
  private static final long QUIET_NANOS = 100_000_000;

  @GuardedBy("this")
  private boolean draining;

  private volatile boolean isCutOff;

  @GuardedBy("this")
  private int running;

  @GuardedBy("this")
  private long quietSince = System.nanoTime() - QUIET_NANOS;

  /** Refuses new forwards from now on. */
  public synchronized void begin() {
    draining = true;
  }

  /**
   * Waits until no call runs or follows.
   *
   * @param atMost longest time to wait
   * @return false if some still run after the time
   * @throws InterruptedException if the calling thread is interrupted
   */
  public synchronized boolean awaitQuiet(Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    while (true) {
      long now = System.nanoTime();
      long quietIn = quietSince + QUIET_NANOS - now;
      if (running == 0 && quietIn <= 0) {
        return true;
      }
      long left = end - now;
      if (left <= 0) {
        return false;
      }
      long wait = running == 0 ? Math.min(left, quietIn) : left;
      wait(Math.ceilDiv(wait, 1_000_000));
    }
  }

  /** Ends forwards that run, at their next layer, with a status that asks to run them elsewhere. */
  public void cutOff() {
    isCutOff = true;
  }

  /** Counts the calls of WorkerService; a watch of the health would never end. */
  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    var method = call.getMethodDescriptor();
    if (!WorkerServiceGrpc.SERVICE_NAME.equals(method.getServiceName())) {
      return next.startCall(call, headers);
    }
    if (!enter(Methods.areSame(method, WorkerServiceGrpc.getForwardMethod()))) {
      refuse(call);
      return new ServerCall.Listener<>() {};
    }
    return new SimpleForwardingServerCallListener<>(next.startCall(cuttable(call), headers)) {
      @Override
      public void onComplete() {
        leave();
        super.onComplete();
      }

      @Override
      public void onCancel() {
        leave();
        super.onCancel();
      }
    };
  }

  private <Q, R> ServerCall<Q, R> cuttable(ServerCall<Q, R> call) {
    return new SimpleForwardingServerCall<>(call) {
      @Override
      public boolean isCancelled() {
        return isCutOff || super.isCancelled();
      }

      @Override
      public void close(Status status, Metadata trailers) {
        if (isCutOff && status.getCode() == Status.Code.CANCELLED) {
          refuse(delegate());
        } else {
          super.close(status, trailers);
        }
      }
    };
  }

  private static void refuse(ServerCall<?, ?> call) {
    var refusal = WorkerErrors.draining();
    call.close(refusal.getStatus(), Objects.requireNonNull(refusal.getTrailers()));
  }

  private synchronized boolean enter(boolean isForward) {
    if (draining && isForward) {
      return false;
    }
    running++;
    return true;
  }

  private synchronized void leave() {
    running--;
    quietSince = System.nanoTime();
    notifyAll();
  }
}

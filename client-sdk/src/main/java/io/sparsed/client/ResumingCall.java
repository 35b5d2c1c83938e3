package io.sparsed.client;

import static java.util.Objects.requireNonNull;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A call that outlives its scheduler: when one is lost, another goes on with it, and the receiver
 * hears one call. Attempts follow each other; what gRPC tells of one is told in order. Thread-safe.
 */
final class ResumingCall<Q, R> implements OngoingCall {
  private static final Logger log = LoggerFactory.getLogger(ResumingCall.class);

  private final Schedulers schedulers;
  private final MethodDescriptor<Q, R> method;
  private final CallOptions options;
  private final Heard<Q, R> heard;
  private final RetryRule rule;
  private ClientCall.@Nullable Listener<R> receiver;

  // Guarded by this.
  private @Nullable ClientCall<Q, R> attempt;
  private int wanted;
  private boolean cancelled;

  ResumingCall(
      Schedulers schedulers,
      MethodDescriptor<Q, R> method,
      CallOptions options,
      Heard<Q, R> heard,
      ResumePolicy policy) {
    this.schedulers = schedulers;
    this.method = method;
    this.options = options;
    this.heard = heard;
    this.rule = new RetryRule(policy, schedulers.count());
  }

  /** Begins; the receiver asks for messages. */
  void start(ClientCall.Listener<R> told) {
    receiver = told;
    attempt(null);
  }

  @Override
  public synchronized void request(int messages) {
    wanted += messages;
    if (attempt != null) {
      attempt.request(messages);
    }
  }

  @Override
  public void cancel(String message, @Nullable Throwable cause) {
    boolean isBetweenAttempts;
    synchronized (this) {
      isBetweenAttempts = attempt == null && !cancelled;
      cancelled = true;
      if (attempt != null) {
        attempt.cancel(message, cause);
      }
    }
    if (isBetweenAttempts) {
      end(Status.CANCELLED.withDescription(message).withCause(cause), new Metadata());
    }
  }

  private synchronized void attempt(@Nullable ManagedChannel lost) {
    if (cancelled) {
      return;
    }
    ManagedChannel channel = schedulers.choose(lost);
    attempt = new OwnedCall<>(channel.newCall(method, options), schedulers::isClosed);
    attempt.start(new Attempt(channel), new Metadata());
    attempt.sendMessage(heard.request());
    attempt.halfClose();
    if (wanted > 0) {
      attempt.request(wanted);
    }
  }

  private void received(R message) {
    if (heard.isNews(message)) {
      synchronized (this) {
        wanted--;
      }
      rule.news();
      requireNonNull(receiver).onMessage(message);
    } else {
      askAgain();
    }
  }

  /** In place of a message that was no news. */
  private synchronized void askAgain() {
    if (attempt != null) {
      attempt.request(1);
    }
  }

  private void closed(ManagedChannel channel, Status status, Metadata trailers) {
    if (status.isOk() || heard.isComplete()) {
      end(Status.OK, trailers);
      return;
    }
    Optional<Duration> pause = rule.pauseAfter(status, trailers, heard.isBegun());
    if (pause.isEmpty() || !leaveAttempt()) {
      end(status, trailers);
      return;
    }
    log.info("{} failed with {}; trying again in {}", channel.authority(), status, pause.get());
    CompletableFuture.delayedExecutor(bounded(pause.get()).toNanos(), TimeUnit.NANOSECONDS)
        .execute(() -> attempt(channel));
  }

  /** False if the call was cancelled: nothing follows the attempt then. */
  private synchronized boolean leaveAttempt() {
    attempt = cancelled ? attempt : null;
    return !cancelled;
  }

  private void end(Status status, Metadata trailers) {
    requireNonNull(receiver).onClose(status, trailers);
  }

  /** Not past the deadline: the attempt after it then says so. */
  private Duration bounded(Duration pause) {
    Deadline deadline = options.getDeadline();
    return deadline == null
        ? pause
        : Duration.ofNanos(
            Math.clamp(deadline.timeRemaining(TimeUnit.NANOSECONDS), 0, pause.toNanos()));
  }

  private final class Attempt extends ClientCall.Listener<R> {
    private final ManagedChannel channel;

    Attempt(ManagedChannel channel) {
      this.channel = channel;
    }

    @Override
    public void onMessage(R message) {
      received(message);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      closed(channel, status, trailers);
    }
  }
}

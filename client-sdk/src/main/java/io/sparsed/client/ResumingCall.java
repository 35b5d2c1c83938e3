package io.sparsed.client;

import static java.util.Objects.requireNonNull;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Deadline;
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
 * A ResumingCall outlives its scheduler: another scheduler goes on with the call, and the receiver
 * sees one call. Attempts follow each other, and gRPC reports the events of an attempt in order.
 * Thread-safe.
 */
final class ResumingCall<Q, R> implements OngoingCall {
  private static final Logger log = LoggerFactory.getLogger(ResumingCall.class);

  private final Schedulers schedulers;
  private final MethodDescriptor<Q, R> method;
  private final CallOptions options;
  private final CallJournal<Q, R> journal;
  private final RetryPolicy policy;

  // Used by one attempt after the other.
  private ClientCall.@Nullable Listener<R> receiver;
  private int failures;

  // Guarded by this.
  private @Nullable ClientCall<Q, R> attempt;
  private int requested;
  private boolean cancelled;

  ResumingCall(
      Schedulers schedulers,
      MethodDescriptor<Q, R> method,
      CallOptions options,
      CallJournal<Q, R> journal,
      RetryPolicy policy) {
    this.schedulers = schedulers;
    this.method = method;
    this.options = options;
    this.journal = journal;
    this.policy = policy;
  }

  /** Starts the first attempt. The receiver must request messages. */
  void start(ClientCall.Listener<R> listener) {
    receiver = listener;
    if (schedulers.begin(this)) {
      attempt(null);
    } else {
      cancel(Schedulers.CLOSED, null);
    }
  }

  @Override
  public synchronized void request(int messages) {
    requested += messages;
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

  private synchronized void attempt(@Nullable Channel lost) {
    if (cancelled) {
      return;
    }
    Channel channel = schedulers.choose(lost);
    attempt = new CorrectedCall<>(channel, method, options);
    attempt.start(new Attempt(channel), new Metadata());
    attempt.sendMessage(journal.request());
    attempt.halfClose();
    if (requested > 0) {
      attempt.request(requested);
    }
  }

  private void onMessage(R message) {
    boolean isNew = journal.record(message);
    synchronized (this) {
      if (isNew) {
        requested--;
      } else if (attempt != null) {
        // In place of the one that the receiver does not see.
        attempt.request(1);
      }
    }
    if (isNew) {
      failures = 0;
      requireNonNull(receiver).onMessage(message);
    }
  }

  private void onClose(Channel channel, Status status, Metadata trailers) {
    if (status.isOk() || journal.isComplete()) {
      end(Status.OK, trailers);
      return;
    }
    failures++;
    Optional<Duration> pause =
        policy.pauseAfter(status, trailers, failures, schedulers.count(), journal.isBegun());
    if (pause.isEmpty() || !leaveAttempt()) {
      end(status, trailers);
      return;
    }
    log.info("{} failed with {}; trying again in {}", channel.authority(), status, pause.get());
    CompletableFuture.delayedExecutor(bounded(pause.get()).toNanos(), TimeUnit.NANOSECONDS)
        .execute(() -> attempt(channel));
  }

  /** Returns false if the call was cancelled, so that no attempt may follow. */
  private synchronized boolean leaveAttempt() {
    attempt = cancelled ? attempt : null;
    return !cancelled;
  }

  private void end(Status status, Metadata trailers) {
    schedulers.end(this);
    journal.requestId().ifPresent(id -> trailers.put(Failures.REQUEST_ID, id));
    requireNonNull(receiver).onClose(status, trailers);
  }

  /** Cuts a pause at the deadline, which the attempt after it then reports. */
  private Duration bounded(Duration pause) {
    Deadline deadline = options.getDeadline();
    return deadline == null
        ? pause
        : Duration.ofNanos(
            Math.min(Math.max(deadline.timeRemaining(TimeUnit.NANOSECONDS), 0), pause.toNanos()));
  }

  private final class Attempt extends ClientCall.Listener<R> {
    private final Channel channel;

    Attempt(Channel channel) {
      this.channel = channel;
    }

    @Override
    public void onMessage(R message) {
      ResumingCall.this.onMessage(message);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      ResumingCall.this.onClose(channel, status, trailers);
    }
  }
}

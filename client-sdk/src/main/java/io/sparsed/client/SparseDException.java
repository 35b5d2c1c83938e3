package io.sparsed.client;

import java.io.Serializable;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Thrown when a call fails. The subclass tells what to do about it. */
public abstract sealed class SparseDException extends RuntimeException
    permits InvalidRequestException,
        ModelNotFoundException,
        OverloadedException,
        UnavailableException,
        DeadlineExceededException,
        CancelledException,
        UnauthenticatedException,
        InternalException {

  private final Failure failure;

  SparseDException(Failure failure) {
    super(failure.message(), failure.cause());
    this.failure = failure;
  }

  /**
   * {@return the machine-readable reason in UPPER_SNAKE_CASE: the name of an {@code ErrorReason} of
   * the wire contract, perhaps one of a newer server; or the status if the server gave no reason}
   */
  public final String reason() {
    return failure.reason();
  }

  /** {@return the name of the gRPC status, {@code UNAVAILABLE} for example} */
  public final String status() {
    return failure.status();
  }

  /** {@return the id of the request in the scheduler's log; empty if no scheduler told it} */
  public final Optional<String> requestId() {
    return Optional.ofNullable(failure.requestId());
  }

  /**
   * {@return what the server adds to the reason, by name; {@code models}, for example, are those
   * that are served}
   */
  public final Map<String, String> metadata() {
    return failure.metadata();
  }

  /** {@return the time to wait before trying again; empty if the server names none} */
  public final Optional<Duration> retryDelay() {
    return Optional.ofNullable(failure.retryDelay());
  }

  /** {@return whether the same request may succeed later} */
  public final boolean retryable() {
    return failure.isPassing()
        && (this instanceof UnavailableException || this instanceof OverloadedException);
  }

  /** The parts of an exception, the same for all subclasses. */
  record Failure(
      String status,
      String reason,
      Map<String, String> metadata,
      String message,
      @Nullable String requestId,
      @Nullable Duration retryDelay,
      boolean isPassing,
      @Nullable Throwable cause)
      implements Serializable {}
}

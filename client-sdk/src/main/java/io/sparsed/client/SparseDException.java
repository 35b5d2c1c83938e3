package io.sparsed.client;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why a call failed; the subclass says what to do about it. */
public abstract sealed class SparseDException extends RuntimeException
    permits InvalidRequestException,
        ModelNotFoundException,
        OverloadedException,
        UnavailableException,
        DeadlineExceededException,
        CancelledException,
        UnauthenticatedException,
        InternalException {

  private final transient Failure failure;

  SparseDException(Failure failure) {
    super(failure.message(), failure.cause());
    this.failure = failure;
  }

  /**
   * Machine-readable reason in UPPER_SNAKE_CASE; the name of the status where the server gave none.
   */
  public final String reason() {
    return failure.reason();
  }

  /** Name of the gRPC status, {@code UNAVAILABLE} for example. */
  public final String status() {
    return failure.status();
  }

  /** How long the server asks to wait before trying again. */
  public final Optional<Duration> retryDelay() {
    return failure.retryDelay();
  }

  /** Whether the same request may succeed later. */
  public abstract boolean retryable();

  /** What all subclasses are made of. */
  record Failure(
      String status,
      String reason,
      String message,
      Optional<Duration> retryDelay,
      @Nullable Throwable cause) {}
}

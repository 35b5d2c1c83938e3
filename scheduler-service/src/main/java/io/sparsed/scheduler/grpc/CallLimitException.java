package io.sparsed.scheduler.grpc;

import com.google.rpc.Code;
import io.sparsed.v1.ErrorReason;
import java.time.Duration;
import java.util.Optional;

/** Thrown when a client holds more of the scheduler, or for longer, than one client may. */
final class CallLimitException extends RuntimeException {

  private final Code code;
  private final ErrorReason reason;
  private final transient Optional<Duration> retryAfter;

  private CallLimitException(
      Code code, ErrorReason reason, String message, Optional<Duration> retryAfter) {
    super(message);
    this.retryAfter = retryAfter;
    this.code = code;
    this.reason = reason;
  }

  /** Returns the exception for a client that sends or reads too slowly. */
  static CallLimitException slow(String message) {
    return new CallLimitException(
        Code.ABORTED, ErrorReason.CLIENT_TOO_SLOW, message, Optional.empty());
  }

  /** Returns the exception for a request that has no room beside those that are here. */
  static CallLimitException noRoom() {
    return new CallLimitException(
        Code.RESOURCE_EXHAUSTED,
        ErrorReason.OVERLOADED,
        "the requests that are here take all memory for requests; try again later",
        Optional.empty());
  }

  /** Returns the exception for a client that calls too often. */
  static CallLimitException tooOften(Duration wait) {
    return new CallLimitException(
        Code.RESOURCE_EXHAUSTED,
        ErrorReason.RATE_LIMITED,
        "this client calls too often: call again in " + Math.ceilDiv(wait.toMillis(), 1000) + " s",
        Optional.of(wait));
  }

  /** Returns the time after which the client may try again; empty if there is none to tell. */
  Optional<Duration> retryAfter() {
    return retryAfter;
  }

  Code code() {
    return code;
  }

  ErrorReason reason() {
    return reason;
  }
}

package io.sparsed.scheduler.grpc;

import com.google.rpc.Code;
import io.sparsed.v1.ErrorReason;

/** Thrown when a client holds more of the scheduler, or for longer, than one client may. */
final class CallLimitException extends RuntimeException {

  private final Code code;
  private final ErrorReason reason;

  private CallLimitException(Code code, ErrorReason reason, String message) {
    super(message);
    this.code = code;
    this.reason = reason;
  }

  /** Returns the exception for a client that sends or reads too slowly. */
  static CallLimitException slow(String message) {
    return new CallLimitException(Code.ABORTED, ErrorReason.CLIENT_TOO_SLOW, message);
  }

  /** Returns the exception for a request that has no room beside those that are here. */
  static CallLimitException noRoom() {
    return new CallLimitException(
        Code.RESOURCE_EXHAUSTED,
        ErrorReason.OVERLOADED,
        "the requests that are here take all memory for requests; try again later");
  }

  Code code() {
    return code;
  }

  ErrorReason reason() {
    return reason;
  }
}

package io.sparsed.scheduler.grpc;

import com.google.common.base.Throwables;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.grpc.Context;
import io.grpc.StatusException;
import io.grpc.protobuf.StatusProto;
import io.sparsed.scheduler.pool.ArtifactMissingException;
import io.sparsed.scheduler.pool.ArtifactType;
import io.sparsed.scheduler.pool.WorkerException;
import io.sparsed.scheduler.pool.WorkerException.Kind;
import io.sparsed.scheduler.text.Excerpt;
import io.sparsed.v1.ErrorReason;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/** Turns the failure of a call to a worker into an exception; nothing else does. */
final class WorkerErrors {

  private static final int MAX_CHARACTERS = 300;

  private WorkerErrors() {}

  /** Returns the exception for a call; it was cut if the connection broke while it ran. */
  static RuntimeException exception(String address, StatusException e, boolean wasCut) {
    if (Thread.currentThread().isInterrupted() || isOver(Context.current())) {
      return new CancellationException("the call to worker " + address + " was given up");
    }
    String message =
        "worker " + address + ": " + ConnectionFailure.describe(e.getStatus(), "--worker-tls");
    return switch (e.getStatus().getCode()) {
      case FAILED_PRECONDITION ->
          missing(e)
              .<WorkerException>map(type -> new ArtifactMissingException(type, message, e))
              .orElseGet(() -> unmet(message, e));
      case RESOURCE_EXHAUSTED ->
          new WorkerException(
              isReason(ErrorReason.WORKER_BUSY, e) ? Kind.BUSY : Kind.FAULT, message, e);
      // A call that this side did not cancel was ended by a worker that goes away.
      case UNAVAILABLE, CANCELLED, ABORTED ->
          new WorkerException(
              isUnreadable(e) ? Kind.FAULT : wasCut ? Kind.LOST : Kind.UNAVAILABLE, message, e);
      case DEADLINE_EXCEEDED -> new WorkerException(Kind.LATE, message, e);
      // Requests were checked before, so whatever a worker does not like of one is its own fault.
      case OK,
          UNKNOWN,
          INVALID_ARGUMENT,
          NOT_FOUND,
          ALREADY_EXISTS,
          PERMISSION_DENIED,
          OUT_OF_RANGE,
          UNIMPLEMENTED,
          INTERNAL,
          DATA_LOSS,
          UNAUTHENTICATED ->
          new WorkerException(Kind.FAULT, message, e);
    };
  }

  private static Optional<ArtifactType> missing(StatusException e) {
    if (isReason(ErrorReason.PATTERN_MISSING, e)) {
      return Optional.of(ArtifactType.PATTERN);
    }
    return isReason(ErrorReason.KEY_VALUES_MISSING, e)
        ? Optional.of(ArtifactType.KEY_VALUES)
        : Optional.empty();
  }

  private static WorkerException unmet(String message, StatusException e) {
    return new WorkerException(
        isReason(ErrorReason.OTHER_MODEL, e) ? Kind.UNAVAILABLE : Kind.FAULT, message, e);
  }

  /** Returns the exception for an answer that {@code problem} was found in while it was read. */
  static WorkerException invalidAnswer(String address, RuntimeException problem) {
    return new WorkerException(
        Kind.FAULT,
        "worker "
            + address
            + " gave an invalid answer: "
            + Excerpt.of(String.valueOf(problem.getMessage()), MAX_CHARACTERS),
        problem);
  }

  /** Returns true if this side ended the call because it could not parse the message. */
  private static boolean isUnreadable(StatusException e) {
    return e.getCause() != null
        && Throwables.getCausalChain(e).stream()
            .anyMatch(InvalidProtocolBufferException.class::isInstance);
  }

  private static boolean isOver(Context context) {
    return context.isCancelled()
        || (context.getDeadline() != null && context.getDeadline().isExpired());
  }

  private static boolean isReason(ErrorReason reason, StatusException e) {
    Status status = StatusProto.fromThrowable(e);
    return status != null
        && status.getDetailsList().stream().anyMatch(detail -> isReason(reason, detail));
  }

  private static boolean isReason(ErrorReason reason, Any detail) {
    try {
      return detail.is(ErrorInfo.class)
          && detail.unpack(ErrorInfo.class).getReason().equals(reason.name());
    } catch (InvalidProtocolBufferException malformed) {
      return false;
    }
  }
}

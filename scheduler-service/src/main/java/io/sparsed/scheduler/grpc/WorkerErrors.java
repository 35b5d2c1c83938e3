package io.sparsed.scheduler.grpc;

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
import io.sparsed.v1.ErrorReason;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/** Turns the status of a call to a worker into an exception; nothing else does. */
final class WorkerErrors {

  private WorkerErrors() {}

  /** Returns the exception for a call; it was cut if the connection broke while it ran. */
  static RuntimeException exception(String address, StatusException e, boolean wasCut) {
    if (Thread.currentThread().isInterrupted() || isOver(Context.current())) {
      return new CancellationException("the call to worker " + address + " was given up");
    }
    String message = "worker " + address + ": " + ConnectionFailure.describe(e.getStatus());
    return switch (e.getStatus().getCode()) {
      case FAILED_PRECONDITION ->
          missing(e)
              .<WorkerException>map(type -> new ArtifactMissingException(type, message, e))
              .orElseGet(() -> new WorkerException(Kind.UNAVAILABLE, message, e));
      case RESOURCE_EXHAUSTED ->
          new WorkerException(
              isReason(ErrorReason.WORKER_BUSY, e) ? Kind.BUSY : Kind.FAULT, message, e);
      // A call that this side did not cancel was ended by a worker that goes away.
      case UNAVAILABLE, CANCELLED, ABORTED ->
          new WorkerException(wasCut ? Kind.LOST : Kind.UNAVAILABLE, message, e);
      case DEADLINE_EXCEEDED -> new WorkerException(Kind.LATE, message, e);
      case INVALID_ARGUMENT, OUT_OF_RANGE, UNIMPLEMENTED, PERMISSION_DENIED, UNAUTHENTICATED ->
          new WorkerException(Kind.REFUSED, message, e);
      case OK, UNKNOWN, NOT_FOUND, ALREADY_EXISTS, INTERNAL, DATA_LOSS ->
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

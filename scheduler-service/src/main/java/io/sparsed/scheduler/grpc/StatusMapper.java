package io.sparsed.scheduler.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.QuotaFailure;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.sparsed.scheduler.admission.DeadlineUnreachableException;
import io.sparsed.scheduler.admission.OverloadedException;
import io.sparsed.scheduler.generation.InvalidRequestException;
import io.sparsed.scheduler.generation.ModelNotFoundException;
import io.sparsed.scheduler.generation.Violation;
import io.sparsed.scheduler.pool.KillsWorkersException;
import io.sparsed.scheduler.pool.NoWorkerException;
import io.sparsed.scheduler.pool.WorkerException;
import io.sparsed.v1.ErrorReason;
import java.util.Map;
import java.util.concurrent.CancellationException;

/** Turns an exception into the status that a client sees; nothing else does. */
final class StatusMapper {

  private static final String DOMAIN = "sparsed.io";

  private StatusMapper() {}

  /** Returns the status of {@code failure} for a call that runs in {@code context}. */
  static StatusRuntimeException status(Throwable failure, Context context) {
    Status status =
        switch (failure) {
          case InvalidRequestException e ->
              status(
                  Code.INVALID_ARGUMENT,
                  e,
                  info(ErrorReason.INVALID_REQUEST, Map.of()),
                  badRequest(e));
          case ModelNotFoundException e ->
              status(
                  Code.NOT_FOUND,
                  e,
                  info(
                      ErrorReason.MODEL_NOT_FOUND,
                      Map.of("model", e.model(), "models", String.join(",", e.known()))));
          case NoWorkerException e ->
              status(Code.UNAVAILABLE, e, info(ErrorReason.NO_WORKER, Map.of()));
          case OverloadedException e ->
              status(
                  Code.RESOURCE_EXHAUSTED,
                  e,
                  info(ErrorReason.OVERLOADED, Map.of()),
                  retry(e.retryAfter()),
                  quotaFailure(e));
          case DeadlineUnreachableException e -> deadlineUnreachable(e);
          case WorkerException e -> workerFailure(e);
          case KillsWorkersException e ->
              status(Code.INTERNAL, e, info(ErrorReason.KILLS_WORKERS, Map.of()));
          case UnauthenticatedException e ->
              status(Code.UNAUTHENTICATED, e, info(ErrorReason.UNAUTHENTICATED, Map.of()));
          case CancellationException e -> cancellation(e, context);
          default ->
              Status.newBuilder()
                  .setCode(Code.INTERNAL_VALUE)
                  .setMessage("internal error; the scheduler's log says more")
                  .addDetails(Any.pack(info(ErrorReason.INTERNAL, Map.of())))
                  .build();
        };
    return StatusProto.toStatusRuntimeException(status);
  }

  /** Asks to try again only where the queue is the reason. */
  private static Status deadlineUnreachable(DeadlineUnreachableException e) {
    ErrorInfo info =
        info(
            ErrorReason.DEADLINE_UNREACHABLE,
            Map.of(
                "expected_wait_ms", Long.toString(e.expectedWait().toMillis()),
                "expected_run_ms", Long.toString(e.expectedRun().toMillis())));
    return e.fitsLater()
        ? status(Code.RESOURCE_EXHAUSTED, e, info, retry(e.expectedWait()))
        : status(Code.DEADLINE_EXCEEDED, e, info);
  }

  private static Status workerFailure(WorkerException e) {
    return switch (e.kind()) {
      case UNAVAILABLE, LOST, LATE, BUSY ->
          status(Code.UNAVAILABLE, e, info(ErrorReason.WORKER_UNAVAILABLE, Map.of()));
      case FAULT, REFUSED -> status(Code.INTERNAL, e, info(ErrorReason.WORKER_FAILED, Map.of()));
    };
  }

  private static Status cancellation(CancellationException e, Context context) {
    Deadline deadline = context.getDeadline();
    return deadline != null && deadline.isExpired()
        ? status(Code.DEADLINE_EXCEEDED, e, info(ErrorReason.DEADLINE_EXCEEDED, Map.of()))
        : status(Code.CANCELLED, e, info(ErrorReason.CANCELLED, Map.of()));
  }

  private static Status status(Code code, Exception failure, Message... details) {
    Status.Builder status =
        Status.newBuilder()
            .setCode(code.getNumber())
            .setMessage(String.valueOf(failure.getMessage()));
    for (Message detail : details) {
      status.addDetails(Any.pack(detail));
    }
    return status.build();
  }

  private static ErrorInfo info(ErrorReason reason, Map<String, String> metadata) {
    return ErrorInfo.newBuilder()
        .setDomain(DOMAIN)
        .setReason(reason.name())
        .putAllMetadata(metadata)
        .build();
  }

  private static BadRequest badRequest(InvalidRequestException e) {
    BadRequest.Builder badRequest = BadRequest.newBuilder();
    for (Violation violation : e.violations()) {
      badRequest
          .addFieldViolationsBuilder()
          .setField(violation.field())
          .setDescription(violation.description());
    }
    return badRequest.build();
  }

  private static QuotaFailure quotaFailure(OverloadedException e) {
    QuotaFailure.Builder failure = QuotaFailure.newBuilder();
    failure
        .addViolationsBuilder()
        .setSubject("waiting requests")
        .setDescription("At most " + e.maxWaiting() + " may wait.");
    return failure.build();
  }

  private static RetryInfo retry(java.time.Duration after) {
    return RetryInfo.newBuilder()
        .setRetryDelay(
            Duration.newBuilder().setSeconds(after.getSeconds()).setNanos(after.getNano()))
        .build();
  }
}

package io.sparsed.scheduler.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.BadRequest.FieldViolation;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.QuotaFailure;
import com.google.rpc.RequestInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.ServerCall;
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
import io.sparsed.scheduler.text.BrokenTemplateException;
import io.sparsed.scheduler.text.Excerpt;
import io.sparsed.v1.ErrorReason;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;

/** Turns an exception into the status that a client sees; nothing else does. */
final class StatusMapper {

  private static final String DOMAIN = "sparsed.io";

  /** The bounds that keep a status within the 8 KiB that clients take as trailers. */
  private static final int MESSAGE_LENGTH = 1000;

  /** The bound on a message of other letters, each of which may become twelve characters. */
  private static final int FOREIGN_MESSAGE_LENGTH = 200;

  private static final int DETAILS_BYTES = 2500;

  private StatusMapper() {}

  /** Returns the status of {@code failure} for a call that runs in {@code context}. */
  static StatusRuntimeException status(Throwable failure, Context context) {
    Status status =
        switch (failure) {
          case InvalidRequestException e ->
              status(Code.INVALID_ARGUMENT, ErrorReason.INVALID_REQUEST, e, badRequest(e));
          case ModelNotFoundException e -> modelNotFound(e);
          case BrokenTemplateException e ->
              status(Code.FAILED_PRECONDITION, ErrorReason.CHAT_TEMPLATE_BROKEN, e);
          case NoWorkerException e -> status(Code.UNAVAILABLE, ErrorReason.NO_WORKER, e);
          case ShuttingDownException e ->
              status(Code.UNAVAILABLE, ErrorReason.SCHEDULER_DRAINING, e);
          case OverloadedException e -> overloaded(e);
          case DeadlineUnreachableException e -> deadlineUnreachable(e);
          case WorkerException e -> workerFailure(e);
          case KillsWorkersException e -> status(Code.INTERNAL, ErrorReason.KILLS_WORKERS, e);
          case UnauthenticatedException e ->
              status(Code.UNAUTHENTICATED, ErrorReason.UNAUTHENTICATED, e);
          case CallLimitException e ->
              status(
                  e.code(),
                  e.reason(),
                  e,
                  e.retryAfter().stream().map(StatusMapper::retry).toArray(Message[]::new));
          case CancellationException e -> cancellation(e, context);
          default ->
              status(
                  Code.INTERNAL,
                  info(ErrorReason.INTERNAL, Map.of()),
                  "internal error; the scheduler's log says more");
        };
    return StatusProto.toStatusRuntimeException(status);
  }

  /** Closes a call with the status of {@code failure}, and returns a listener that does nothing. */
  static <Q> ServerCall.Listener<Q> refuse(
      ServerCall<Q, ?> call, RuntimeException failure, Context context) {
    StatusRuntimeException refusal = status(failure, context);
    call.close(refusal.getStatus(), Objects.requireNonNull(refusal.getTrailers()));
    return new ServerCall.Listener<>() {};
  }

  /** Returns the trailers of an error with the id of its request among the details. */
  static Metadata withRequest(io.grpc.Status status, Metadata trailers, String requestId) {
    Status details = StatusProto.fromStatusAndTrailers(status, trailers);
    RequestInfo info = RequestInfo.newBuilder().setRequestId(requestId).build();
    return Objects.requireNonNull(
        StatusProto.toStatusRuntimeException(
                details.toBuilder().addDetails(Any.pack(info)).build(), trailers)
            .getTrailers());
  }

  private static Status modelNotFound(ModelNotFoundException e) {
    Map<String, String> models =
        Map.of("model", e.model(), "models", Excerpt.of(String.join(",", e.known()), 500));
    return status(Code.NOT_FOUND, info(ErrorReason.MODEL_NOT_FOUND, models), message(e));
  }

  private static Status overloaded(OverloadedException e) {
    QuotaFailure.Violation violation =
        QuotaFailure.Violation.newBuilder()
            .setSubject("waiting requests")
            .setDescription("At most " + e.maxWaiting() + " may wait.")
            .build();
    return status(
        Code.RESOURCE_EXHAUSTED,
        ErrorReason.OVERLOADED,
        e,
        retry(e.retryAfter()),
        QuotaFailure.newBuilder().addViolations(violation).build());
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
        ? status(Code.RESOURCE_EXHAUSTED, info, message(e), retry(e.expectedWait()))
        : status(Code.DEADLINE_EXCEEDED, info, message(e));
  }

  private static Status workerFailure(WorkerException e) {
    return switch (e.kind()) {
      case UNAVAILABLE, LOST, LATE, BUSY ->
          status(Code.UNAVAILABLE, ErrorReason.WORKER_UNAVAILABLE, e);
      case FAULT, REFUSED -> status(Code.INTERNAL, ErrorReason.WORKER_FAILED, e);
    };
  }

  private static Status cancellation(CancellationException e, Context context) {
    Deadline deadline = context.getDeadline();
    return deadline != null && deadline.isExpired()
        ? status(Code.DEADLINE_EXCEEDED, ErrorReason.DEADLINE_EXCEEDED, e)
        : status(Code.CANCELLED, ErrorReason.CANCELLED, e);
  }

  private static Status status(
      Code code, ErrorReason reason, Exception failure, Message... details) {
    return status(code, info(reason, Map.of()), message(failure), details);
  }

  private static Status status(Code code, ErrorInfo info, String message, Message... details) {
    Status.Builder status =
        Status.newBuilder()
            .setCode(code.getNumber())
            .setMessage(message)
            .addDetails(Any.pack(info));
    for (Message detail : details) {
      status.addDetails(Any.pack(detail));
    }
    return status.build();
  }

  private static String message(Exception failure) {
    String message = String.valueOf(failure.getMessage());
    boolean isAscii = message.chars().limit(MESSAGE_LENGTH).allMatch(unit -> unit < 0x80);
    return Excerpt.of(message, isAscii ? MESSAGE_LENGTH : FOREIGN_MESSAGE_LENGTH);
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
    int bytes = 0;
    for (Violation violation : e.violations()) {
      FieldViolation field =
          FieldViolation.newBuilder()
              .setField(violation.field())
              .setDescription(violation.description())
              .build();
      bytes += field.getSerializedSize();
      if (bytes < DETAILS_BYTES) {
        badRequest.addFieldViolations(field);
      }
    }
    return badRequest.build();
  }

  private static RetryInfo retry(Duration after) {
    return RetryInfo.newBuilder().setRetryDelay(EventMapper.duration(after)).build();
  }
}

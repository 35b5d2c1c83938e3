package io.sparsed.worker.grpc;

import ai.djl.engine.EngineException;
import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.sparsed.v1.ErrorReason;
import io.sparsed.worker.checkpoint.CheckpointException;
import io.sparsed.worker.device.DevicesBrokenException;
import io.sparsed.worker.device.KeyValuesMissingException;
import io.sparsed.worker.device.PatternMissingException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;

/** Turns exceptions into gRPC statuses with a machine-readable reason. */
final class WorkerErrors {
  private static final String DOMAIN = "sparsed.io";
  private static final int MAX_MESSAGE = 1000;

  private WorkerErrors() {}

  static StatusRuntimeException status(Throwable failure) {
    return switch (failure) {
      case CompletionException e when e.getCause() != null -> status(e.getCause());
      case StatusRuntimeException e -> e;
      case InvalidForwardException e -> invalid(e);
      case PatternMissingException e ->
          status(Code.FAILED_PRECONDITION, ErrorReason.PATTERN_MISSING, e);
      case KeyValuesMissingException e ->
          status(Code.FAILED_PRECONDITION, ErrorReason.KEY_VALUES_MISSING, e);
      case OtherModelException e -> status(Code.FAILED_PRECONDITION, ErrorReason.OTHER_MODEL, e);
      case CheckpointException e ->
          status(Code.FAILED_PRECONDITION, ErrorReason.MODEL_NOT_LOADABLE, e);
      case IllegalArgumentException e ->
          status(Code.INVALID_ARGUMENT, ErrorReason.INVALID_FORWARD, e);
      case CancellationException e -> status(Code.CANCELLED, ErrorReason.CANCELLED, e);
      case DevicesBrokenException e -> status(Code.UNAVAILABLE, ErrorReason.WORKER_DRAINING, e);
      case RejectedExecutionException e ->
          status(Code.RESOURCE_EXHAUSTED, ErrorReason.WORKER_BUSY, e);
      case EngineException e when isOutOfMemory(e) ->
          status(Code.RESOURCE_EXHAUSTED, ErrorReason.DEVICE_OUT_OF_MEMORY, e);
      default -> status(Code.INTERNAL, ErrorReason.INTERNAL, failure);
    };
  }

  /** Returns the status of calls while the model is being loaded. */
  static StatusRuntimeException loading() {
    return status(
        Code.UNAVAILABLE,
        ErrorReason.MODEL_LOADING,
        new IllegalStateException("the model is being loaded; try again"));
  }

  /** Returns the status of forwards while the worker shuts down. */
  static StatusRuntimeException draining() {
    return status(
        Code.UNAVAILABLE,
        ErrorReason.WORKER_DRAINING,
        new IllegalStateException("this worker shuts down; run the forward on another one"));
  }

  /** Returns the status of callers whose certificate carries none of the permitted names. */
  static StatusRuntimeException notPermitted(List<String> names) {
    return status(
        Code.PERMISSION_DENIED,
        ErrorReason.CALLER_NOT_PERMITTED,
        new IllegalStateException(
            "this worker does not serve certificates of %s: see its --tls-client-names"
                .formatted(names)));
  }

  private static boolean isOutOfMemory(EngineException e) {
    return String.valueOf(e.getMessage()).contains("out of memory");
  }

  /**
   * Returns a message that fits the header of an answer and a line of a log, whatever it echoes.
   */
  private static String message(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    return message
        .substring(0, Math.min(MAX_MESSAGE, message.length()))
        .replaceAll("\\p{Cntrl}", " ");
  }

  private static StatusRuntimeException status(Code code, ErrorReason reason, Throwable cause) {
    var info = ErrorInfo.newBuilder().setDomain(DOMAIN).setReason(reason.name()).build();
    return StatusProto.toStatusRuntimeException(
        Status.newBuilder()
            .setCode(code.getNumber())
            .setMessage(message(cause))
            .addDetails(Any.pack(info))
            .build());
  }

  private static StatusRuntimeException invalid(InvalidForwardException e) {
    var violations = BadRequest.newBuilder();
    for (var violation : e.violations()) {
      violations
          .addFieldViolationsBuilder()
          .setField(violation.field())
          .setDescription(violation.sentence());
    }
    var info =
        ErrorInfo.newBuilder()
            .setDomain(DOMAIN)
            .setReason(ErrorReason.INVALID_FORWARD.name())
            .build();
    return StatusProto.toStatusRuntimeException(
        Status.newBuilder()
            .setCode(Code.INVALID_ARGUMENT.getNumber())
            .setMessage(message(e))
            .addDetails(Any.pack(info))
            .addDetails(Any.pack(violations.build()))
            .build());
  }
}

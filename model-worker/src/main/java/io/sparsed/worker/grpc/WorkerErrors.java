package io.sparsed.worker.grpc;

import ai.djl.engine.EngineException;
import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.sparsed.worker.checkpoint.CheckpointException;
import io.sparsed.worker.device.PatternMissingException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;

/** The one place where an exception becomes a gRPC status with a machine-readable reason. */
final class WorkerErrors {
  private static final String DOMAIN = "sparsed.io";

  private WorkerErrors() {}

  static StatusRuntimeException status(Throwable failure) {
    return switch (failure) {
      case CompletionException e when e.getCause() != null -> status(e.getCause());
      case StatusRuntimeException e -> e;
      case InvalidForwardException e -> invalid(e);
      case PatternMissingException e -> status(Code.FAILED_PRECONDITION, "PATTERN_MISSING", e);
      case OtherModelException e -> status(Code.FAILED_PRECONDITION, "OTHER_MODEL", e);
      case CheckpointException e -> status(Code.FAILED_PRECONDITION, "MODEL_NOT_LOADABLE", e);
      case IllegalArgumentException e -> status(Code.INVALID_ARGUMENT, "INVALID_FORWARD", e);
      case CancellationException e -> status(Code.CANCELLED, "CANCELLED", e);
      case RejectedExecutionException e -> status(Code.RESOURCE_EXHAUSTED, "WORKER_BUSY", e);
      case EngineException e when isOutOfMemory(e) ->
          status(Code.RESOURCE_EXHAUSTED, "DEVICE_OUT_OF_MEMORY", e);
      default -> status(Code.INTERNAL, "INTERNAL", failure);
    };
  }

  /** The model is still being loaded. */
  static StatusRuntimeException loading() {
    return status(
        Code.UNAVAILABLE,
        "MODEL_LOADING",
        new IllegalStateException("the model is being loaded; try again"));
  }

  /** The worker shuts down. */
  static StatusRuntimeException draining() {
    return status(
        Code.UNAVAILABLE,
        "WORKER_DRAINING",
        new IllegalStateException("this worker shuts down; run the forward on another one"));
  }

  private static boolean isOutOfMemory(EngineException e) {
    return String.valueOf(e.getMessage()).contains("out of memory");
  }

  private static StatusRuntimeException status(Code code, String reason, Throwable cause) {
    var info = ErrorInfo.newBuilder().setDomain(DOMAIN).setReason(reason).build();
    return StatusProto.toStatusRuntimeException(
        Status.newBuilder()
            .setCode(code.getNumber())
            .setMessage(String.valueOf(cause.getMessage()))
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
    var info = ErrorInfo.newBuilder().setDomain(DOMAIN).setReason("INVALID_FORWARD").build();
    return StatusProto.toStatusRuntimeException(
        Status.newBuilder()
            .setCode(Code.INVALID_ARGUMENT.getNumber())
            .setMessage(e.getMessage())
            .addDetails(Any.pack(info))
            .addDetails(Any.pack(violations.build()))
            .build());
  }
}

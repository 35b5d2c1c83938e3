package io.sparsed.scheduler;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Reads and creates the details of statuses. */
final class Errors {

  private Errors() {}

  /** Returns the reason of the ErrorInfo, which every error must carry in the project's domain. */
  static String reason(StatusRuntimeException e) {
    ErrorInfo info = details(e, ErrorInfo.class).getFirst();
    if (!info.getDomain().equals("sparsed.io")) {
      throw new AssertionError("domain " + info.getDomain());
    }
    return info.getReason();
  }

  /** Returns every field violation. */
  static List<BadRequest.FieldViolation> violations(StatusRuntimeException e) {
    return details(e, BadRequest.class).stream()
        .flatMap(badRequest -> badRequest.getFieldViolationsList().stream())
        .toList();
  }

  /** Returns the details of one type. */
  static <T extends Message> List<T> details(StatusRuntimeException e, Class<T> type) {
    com.google.rpc.Status status = Objects.requireNonNull(StatusProto.fromThrowable(e));
    return status.getDetailsList().stream()
        .filter(detail -> detail.is(type))
        .flatMap(detail -> Stream.of(unpack(detail, type)))
        .toList();
  }

  /** Returns a status with an ErrorInfo. */
  static StatusRuntimeException status(Status.Code code, String reason) {
    ErrorInfo info = ErrorInfo.newBuilder().setDomain("sparsed.io").setReason(reason).build();
    return StatusProto.toStatusRuntimeException(
        com.google.rpc.Status.newBuilder()
            .setCode(code.value())
            .addDetails(Any.pack(info))
            .build());
  }

  private static <T extends Message> T unpack(Any detail, Class<T> type) {
    try {
      return detail.unpack(type);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }
}

package io.sparsed.standalone.batch;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.Durations;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.sparsed.client.InvalidRequestException.Violation;
import io.sparsed.standalone.failure.ExitCode;
import io.sparsed.standalone.failure.Failure;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the details of a status that a call failed with. */
final class WireFailure {
  private final Status status;
  private final List<Any> details;

  WireFailure(StatusRuntimeException problem) {
    this.status = problem.getStatus();
    com.google.rpc.@Nullable Status full = StatusProto.fromThrowable(problem);
    this.details = full == null ? List.of() : full.getDetailsList();
  }

  Failure toFailure() {
    String code = status.getCode().name();
    return new Failure(
        code,
        find(ErrorInfo.class).map(ErrorInfo::getReason).orElse(code),
        Optional.ofNullable(status.getDescription()).orElse(code),
        find(BadRequest.class).map(BadRequest::getFieldViolationsList).orElse(List.of()).stream()
            .map(each -> new Violation(each.getField(), each.getDescription()))
            .toList(),
        ExitCode.FAILED);
  }

  Optional<Duration> retryDelay() {
    return find(RetryInfo.class)
        .map(info -> Duration.ofNanos(Durations.toNanos(info.getRetryDelay())));
  }

  private <T extends Message> Optional<T> find(Class<T> type) {
    for (Any detail : details) {
      if (detail.is(type)) {
        try {
          return Optional.of(detail.unpack(type));
        } catch (InvalidProtocolBufferException e) {
          // A detail that cannot be read must not hide the status it belongs to.
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }
}

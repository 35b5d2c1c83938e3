package io.sparsed.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RequestInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import io.sparsed.client.InvalidRequestException.Violation;
import io.sparsed.client.SparseDException.Failure;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns a gRPC status and its details into an exception. */
final class Failures {
  /** Trailer that this client adds where a server was lost before it told the request's id. */
  static final Metadata.Key<String> REQUEST_ID =
      Metadata.Key.of("client-request-id", Metadata.ASCII_STRING_MARSHALLER);

  private Failures() {}

  static SparseDException toException(Status status, Metadata trailers) {
    List<Any> details = StatusProto.fromStatusAndTrailers(status, trailers).getDetailsList();
    Optional<ErrorInfo> info = find(details, ErrorInfo.class);
    Failure failure =
        new Failure(
            status.getCode().name(),
            info.map(ErrorInfo::getReason).orElse(status.getCode().name()),
            info.map(ErrorInfo::getMetadataMap).map(Map::copyOf).orElse(Map.of()),
            message(status),
            find(details, RequestInfo.class)
                .map(RequestInfo::getRequestId)
                .orElse(trailers.get(REQUEST_ID)),
            find(details, RetryInfo.class)
                .map(retry -> WireValue.duration(retry.getRetryDelay()))
                .orElse(null),
            !TransportStatus.isLasting(status),
            status.getCause());
    return switch (status.getCode()) {
      case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE ->
          new InvalidRequestException(failure, violations(details));
      case NOT_FOUND -> new ModelNotFoundException(failure);
      case RESOURCE_EXHAUSTED ->
          details.isEmpty() && isMessageTooLarge(status)
              ? new InvalidRequestException(failure, List.of())
              : new OverloadedException(failure);
      case UNAVAILABLE, ABORTED -> new UnavailableException(failure);
      case DEADLINE_EXCEEDED -> new DeadlineExceededException(failure);
      case CANCELLED -> new CancelledException(failure);
      case UNAUTHENTICATED, PERMISSION_DENIED -> new UnauthenticatedException(failure);
      case OK, UNKNOWN, ALREADY_EXISTS, UNIMPLEMENTED, INTERNAL, DATA_LOSS ->
          new InternalException(failure);
    };
  }

  /** Returns the exception for the failure of a future. */
  static SparseDException toException(Throwable failure) {
    Status status = Status.fromThrowable(failure);
    Metadata trailers = Status.trailersFromThrowable(failure);
    return toException(status, trailers == null ? new Metadata() : trailers);
  }

  /** Returns the exception for a generation that ended without an answer, whatever its status. */
  static SparseDException endWithoutAnswer(Status status, Metadata trailers) {
    return toException(
        status.isOk()
            ? Status.INTERNAL.withDescription("the server ended the generation without an answer")
            : status,
        trailers);
  }

  static SparseDException interrupted(InterruptedException cause) {
    return toException(
        Status.CANCELLED.withDescription("the waiting thread was interrupted").withCause(cause),
        new Metadata());
  }

  /**
   * Returns whether a message was over the size limit. grpc-java reports that like an overload, but
   * no retry helps.
   */
  private static boolean isMessageTooLarge(Status status) {
    String description = status.getDescription();
    return description != null && description.contains("exceeds maximum size");
  }

  private static String message(Status status) {
    return Optional.ofNullable(status.getDescription())
        .filter(text -> !text.isEmpty())
        .orElse(status.getCode().name());
  }

  private static List<Violation> violations(List<Any> details) {
    return find(details, BadRequest.class).stream()
        .flatMap(badRequest -> badRequest.getFieldViolationsList().stream())
        .map(violation -> new Violation(violation.getField(), violation.getDescription()))
        .toList();
  }

  private static <T extends Message> Optional<T> find(List<Any> details, Class<T> type) {
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

package io.sparsed.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.rpc.BadRequest;
import com.google.rpc.BadRequest.FieldViolation;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RequestInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.sparsed.client.InvalidRequestException.Violation;
import io.sparsed.v1.ErrorReason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailuresTest {
  @ParameterizedTest
  @CsvSource({
    "INVALID_ARGUMENT, InvalidRequestException, false",
    "FAILED_PRECONDITION, InvalidRequestException, false",
    "OUT_OF_RANGE, InvalidRequestException, false",
    "NOT_FOUND, ModelNotFoundException, false",
    "RESOURCE_EXHAUSTED, OverloadedException, true",
    "UNAVAILABLE, UnavailableException, true",
    "ABORTED, UnavailableException, true",
    "DEADLINE_EXCEEDED, DeadlineExceededException, false",
    "CANCELLED, CancelledException, false",
    "UNAUTHENTICATED, UnauthenticatedException, false",
    "PERMISSION_DENIED, UnauthenticatedException, false",
    "UNIMPLEMENTED, InternalException, false",
    "DATA_LOSS, InternalException, false",
    "UNKNOWN, InternalException, false",
    "INTERNAL, InternalException, false"
  })
  void toException_bareStatus_saysWhatToDo(Status.Code code, String type, boolean retryable) {
    SparseDException exception = Failures.toException(code.toStatus(), new Metadata());

    assertThat(exception.getClass().getSimpleName()).isEqualTo(type);
    assertThat(exception.retryable()).isEqualTo(retryable);
    assertThat(exception.status()).isEqualTo(code.name());
    assertThat(exception.reason()).isEqualTo(code.name());
    assertThat(exception).hasMessage(code.name());
    assertThat(exception.retryDelay()).isEmpty();
  }

  @Test
  void toException_badRequest_carriesEveryViolationInOrder() {
    BadRequest badRequest =
        BadRequest.newBuilder()
            .addFieldViolations(violation("sparse.select", "must be in (0, 1]"))
            .addFieldViolations(violation("diffusion.steps", "must be positive"))
            .build();

    SparseDException exception =
        failure(
            Code.INVALID_ARGUMENT,
            Any.pack(info(ErrorReason.INVALID_REQUEST.name())),
            Any.pack(badRequest));

    assertThat(exception.reason()).isEqualTo(ErrorReason.INVALID_REQUEST.name());
    assertThat(((InvalidRequestException) exception).violations())
        .containsExactly(
            new Violation("sparse.select", "must be in (0, 1]"),
            new Violation("diffusion.steps", "must be positive"));
  }

  @Test
  void toException_retryInfo_saysHowLongToWait() {
    RetryInfo retry =
        RetryInfo.newBuilder()
            .setRetryDelay(
                com.google.protobuf.Duration.newBuilder().setSeconds(1).setNanos(500_000_000))
            .build();

    SparseDException exception =
        failure(
            Code.RESOURCE_EXHAUSTED,
            Any.pack(info(ErrorReason.OVERLOADED.name())),
            Any.pack(retry));

    assertThat(exception).isInstanceOf(OverloadedException.class);
    assertThat(exception.retryDelay()).contains(Duration.ofMillis(1500));
  }

  @Test
  void toException_reasonOfANewerServer_isPassedOn() {
    SparseDException exception = failure(Code.UNAVAILABLE, Any.pack(info("FULL_MOON")));

    assertThat(exception).isInstanceOf(UnavailableException.class);
    assertThat(exception.reason()).isEqualTo("FULL_MOON");
  }

  @Test
  void toException_unreadableDetail_keepsTheStatus() {
    Any broken =
        Any.pack(BadRequest.getDefaultInstance()).toBuilder()
            .setValue(ByteString.copyFromUtf8("not a message"))
            .build();

    SparseDException exception = failure(Code.INVALID_ARGUMENT, broken);

    assertThat(exception).isInstanceOf(InvalidRequestException.class).hasMessage("what happened");
  }

  @Test
  void toException_messageTooLarge_isNoOverload() {
    Status status =
        Status.RESOURCE_EXHAUSTED.withDescription("gRPC message exceeds maximum size 10: 11");

    SparseDException exception = Failures.toException(status, new Metadata());

    assertThat(exception).isInstanceOf(InvalidRequestException.class);
    assertThat(exception.retryable()).isFalse();
  }

  @Test
  void toException_cause_isKept() {
    IllegalStateException cause = new IllegalStateException("the listener failed");

    assertThat(Failures.toException(Status.CANCELLED.withCause(cause), new Metadata()))
        .hasCause(cause);
  }

  @Test
  void exception_serialized_keepsAllItTells() throws Exception {
    SparseDException exception =
        failure(
            Code.INVALID_ARGUMENT,
            Any.pack(info(ErrorReason.INVALID_REQUEST.name())),
            Any.pack(RequestInfo.newBuilder().setRequestId("r-7").build()),
            Any.pack(
                BadRequest.newBuilder()
                    .addFieldViolations(violation("sparse.select", "must be in (0, 1]"))
                    .build()));

    InvalidRequestException copy = (InvalidRequestException) roundTrip(exception);

    assertThat(copy).hasMessage(exception.getMessage());
    assertThat(copy.reason()).isEqualTo(ErrorReason.INVALID_REQUEST.name());
    assertThat(copy.status()).isEqualTo("INVALID_ARGUMENT");
    assertThat(copy.requestId()).contains("r-7");
    assertThat(copy.retryDelay()).isEmpty();
    assertThat(copy.violations()).isEqualTo(((InvalidRequestException) exception).violations());
  }

  @Test
  void exceptionOfALostServer_serialized_keepsItsCause() throws Exception {
    Status status = Status.UNAVAILABLE.withDescription("Network closed for unknown reason");

    SparseDException copy =
        roundTrip(
            Failures.toException(
                TransportStatus.explain(status, "s:1", Optional.empty()), new Metadata()));

    assertThat(copy.retryable()).isTrue();
    assertThat(copy.getCause()).hasMessageContaining("Network closed");
  }

  private static SparseDException roundTrip(SparseDException exception) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(exception);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (SparseDException) in.readObject();
    }
  }

  private static SparseDException failure(Code code, Any... details) {
    com.google.rpc.Status.Builder status =
        com.google.rpc.Status.newBuilder().setCode(code.getNumber()).setMessage("what happened");
    for (Any detail : details) {
      status.addDetails(detail);
    }
    StatusRuntimeException onTheWire = StatusProto.toStatusRuntimeException(status.build());
    return Failures.toException(
        onTheWire.getStatus(), Objects.requireNonNull(onTheWire.getTrailers()));
  }

  private static ErrorInfo info(String reason) {
    return ErrorInfo.newBuilder().setDomain("sparsed.io").setReason(reason).build();
  }

  private static FieldViolation violation(String field, String description) {
    return FieldViolation.newBuilder().setField(field).setDescription(description).build();
  }
}

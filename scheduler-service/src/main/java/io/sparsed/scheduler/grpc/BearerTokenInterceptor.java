package io.sparsed.scheduler.grpc;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthGrpc;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Objects;

/** Rejects calls without the scheduler's bearer token, except health checks. Thread-safe. */
public final class BearerTokenInterceptor implements ServerInterceptor {

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final byte[] expected;

  /** Creates an interceptor that expects {@code token}. */
  public BearerTokenInterceptor(String token) {
    this.expected = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    boolean isHealthCheck =
        HealthGrpc.SERVICE_NAME.equals(call.getMethodDescriptor().getServiceName());
    if (isHealthCheck || isExpected(headers)) {
      return next.startCall(call, headers);
    }
    StatusRuntimeException refusal =
        StatusMapper.status(new UnauthenticatedException(), Context.current());
    call.close(refusal.getStatus(), Objects.requireNonNull(refusal.getTrailers()));
    return new ServerCall.Listener<>() {};
  }

  /** Compares in constant time, so that a caller cannot measure how much of a guess is right. */
  private boolean isExpected(Metadata headers) {
    String sent = Objects.requireNonNullElse(headers.get(AUTHORIZATION), "");
    return MessageDigest.isEqual(expected, sent.getBytes(StandardCharsets.UTF_8));
  }
}

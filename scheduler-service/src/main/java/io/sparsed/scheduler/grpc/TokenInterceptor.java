package io.sparsed.scheduler.grpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.health.v1.HealthGrpc;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sparsed.scheduler.access.ClientTokens;
import java.util.Optional;

/**
 * A TokenInterceptor refuses calls without the token of a known client, except health checks, and
 * tells logs and metrics the client's name. Thread-safe.
 */
public final class TokenInterceptor implements ServerInterceptor {

  private static final Context.Key<String> NAME = Context.key("name of the token");
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final String BEARER = "Bearer ";

  private final ClientTokens tokens;
  private final MeterRegistry registry;

  /** Creates an interceptor that lets the clients of these tokens in. */
  public TokenInterceptor(ClientTokens tokens, MeterRegistry registry) {
    this.tokens = tokens;
    this.registry = registry;
  }

  /** Returns the bearer token of a call; empty if it carries none. */
  static Optional<String> sent(Metadata headers) {
    return Optional.ofNullable(headers.get(AUTHORIZATION))
        .filter(sent -> sent.startsWith(BEARER))
        .map(sent -> sent.substring(BEARER.length()));
  }

  /** Returns the name of the current call's token; empty if calls need none. */
  static Optional<String> currentName() {
    return Optional.ofNullable(NAME.get());
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    if (HealthGrpc.SERVICE_NAME.equals(call.getMethodDescriptor().getServiceName())) {
      return next.startCall(call, headers);
    }
    String name = sent(headers).flatMap(tokens::nameOf).orElse("");
    Counter.builder("sparsed.client.calls")
        .description("Calls by the name of the client's token; empty: calls without a known one.")
        .tag("client", name)
        .register(registry)
        .increment();
    if (name.isEmpty()) {
      return StatusMapper.refuse(call, new UnauthenticatedException(), Context.current());
    }
    CallLog.current().token(name);
    return Contexts.interceptCall(Context.current().withValue(NAME, name), call, headers, next);
  }
}

package io.sparsed.scheduler.grpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * A ClientInterceptor names the client of each call, so that clients share the service fairly. The
 * name is the header {@code x-api-key}, else the bearer token unless all clients share it, else the
 * client's address. Nothing here is verified: a gateway must check the keys of clients that are not
 * trusted. Thread-safe.
 */
public final class ClientInterceptor implements ServerInterceptor {

  private static final Context.Key<String> CLIENT = Context.keyWithDefault("client", "");
  private static final Metadata.Key<String> API_KEY =
      Metadata.Key.of("x-api-key", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final String BEARER = "Bearer ";

  private final boolean tokenIsShared;

  /** Creates the interceptor; {@code tokenIsShared} if all clients send the same bearer token. */
  public ClientInterceptor(boolean tokenIsShared) {
    this.tokenIsShared = tokenIsShared;
  }

  /** Returns the name of the current call's client; empty if it has none. */
  static String current() {
    return CLIENT.get();
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    Optional<String> key = Optional.ofNullable(headers.get(API_KEY)).or(() -> token(headers));
    Context context = Context.current().withValue(CLIENT, key.orElseGet(() -> address(call)));
    return Contexts.interceptCall(context, call, headers, next);
  }

  private Optional<String> token(Metadata headers) {
    return Optional.ofNullable(headers.get(AUTHORIZATION))
        .filter(sent -> !tokenIsShared && sent.startsWith(BEARER))
        .map(sent -> sent.substring(BEARER.length()));
  }

  /** Returns the address of a call's client, which may be told, unlike its name. */
  static String address(ServerCall<?, ?> call) {
    return call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)
            instanceof InetSocketAddress internet
        ? internet.getHostString()
        : "";
  }
}

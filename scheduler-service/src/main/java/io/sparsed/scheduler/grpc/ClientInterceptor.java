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
 * Tells clients apart, so that they share fairly: by what they send as {@code x-api-key}, else by
 * their bearer token where it is not the scheduler's own, which all send, else by their address.
 * None of it proves anything here: a gateway that checks keys must stand before clients that would
 * lie.
 */
public final class ClientInterceptor implements ServerInterceptor {

  private static final Context.Key<String> CLIENT = Context.keyWithDefault("client", "");
  private static final Metadata.Key<String> API_KEY =
      Metadata.Key.of("x-api-key", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final String BEARER = "Bearer ";

  private final boolean tokenIsShared;

  /**
   * Tells clients apart.
   *
   * @param tokenIsShared whether every client has the same bearer token
   */
  public ClientInterceptor(boolean tokenIsShared) {
    this.tokenIsShared = tokenIsShared;
  }

  /** The client of the current call. */
  static String current() {
    return CLIENT.get();
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    String client =
        Optional.ofNullable(headers.get(API_KEY))
            .or(() -> token(headers))
            .orElseGet(() -> address(call));
    return Contexts.interceptCall(Context.current().withValue(CLIENT, client), call, headers, next);
  }

  private Optional<String> token(Metadata headers) {
    return Optional.ofNullable(headers.get(AUTHORIZATION))
        .filter(sent -> !tokenIsShared && sent.startsWith(BEARER))
        .map(sent -> sent.substring(BEARER.length()));
  }

  private static String address(ServerCall<?, ?> call) {
    return call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)
            instanceof InetSocketAddress internet
        ? internet.getHostString()
        : "";
  }
}

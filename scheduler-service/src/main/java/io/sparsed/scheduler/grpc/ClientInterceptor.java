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
 * name is the header {@code x-api-key}, else the name of the client's token, else a token that
 * nobody checked, else the client's address. Keys are not verified: a gateway must check those of
 * clients that are not trusted. Thread-safe.
 */
public final class ClientInterceptor implements ServerInterceptor {

  private static final Context.Key<String> CLIENT = Context.keyWithDefault("client", "");
  private static final Metadata.Key<String> API_KEY =
      Metadata.Key.of("x-api-key", Metadata.ASCII_STRING_MARSHALLER);

  /** Returns the name of the current call's client; empty if it has none. */
  static String current() {
    return CLIENT.get();
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    Optional<String> key =
        Optional.ofNullable(headers.get(API_KEY))
            .or(TokenInterceptor::currentName)
            .or(() -> TokenInterceptor.sent(headers));
    Context context = Context.current().withValue(CLIENT, key.orElseGet(() -> address(call)));
    return Contexts.interceptCall(context, call, headers, next);
  }

  /** Returns the address of a call's client, which may be told, unlike its name. */
  static String address(ServerCall<?, ?> call) {
    return call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)
            instanceof InetSocketAddress internet
        ? internet.getHostString()
        : "";
  }
}

package io.sparsed.scheduler;

import io.soabase.recordbuilder.core.RecordBuilder;
import io.soabase.recordbuilder.core.RecordBuilder.ConcreteSettersForOptionalMode;
import java.util.Optional;

/**
 * The address that a scheduler listens on, and the credentials of a call.
 *
 * @param host address to listen on
 * @param port port to listen on, in 0..65535; 0 takes a free one
 * @param token bearer token that every call but health checks must carry; empty: none
 * @param tls the server's certificates and key; empty: plaintext
 */
@RecordBuilder
@RecordBuilder.Options(addConcreteSettersForOptional = ConcreteSettersForOptionalMode.ENABLED)
public record Endpoint(String host, int port, Optional<String> token, Optional<Tls> tls)
    implements EndpointBuilder.With {

  /** A free port of this machine only, in plaintext and for everyone. */
  public static final Endpoint LOOPBACK =
      new Endpoint("127.0.0.1", 0, Optional.empty(), Optional.empty());

  /** Throws if the port is not in 0..65535 or the token is blank. */
  public Endpoint {
    requirePort("port", port);
    if (token.filter(String::isBlank).isPresent()) {
      throw new IllegalArgumentException("a token cannot be blank");
    }
  }

  /**
   * Throws unless the port is in 0..65535.
   *
   * @param name subject of the message
   */
  static void requirePort(String name, int port) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(name + " " + port + " is not in 0 to 65535");
    }
  }
}

package io.sparsed.scheduler;

import java.util.Optional;

/**
 * Where a scheduler listens, and to whom.
 *
 * @param host address to listen on
 * @param port to listen on; 0 takes a free one
 * @param token that every call but health checks must carry; empty: none
 * @param tls how the server proves who it is; empty: plaintext
 */
public record Endpoint(String host, int port, Optional<String> token, Optional<Tls> tls) {

  /** A free port of this machine only, in plaintext and for everyone. */
  static final Endpoint LOOPBACK = new Endpoint("127.0.0.1", 0, Optional.empty(), Optional.empty());

  /** Refuses values out of range. */
  public Endpoint {
    requirePort("port", port);
    if (token.filter(String::isBlank).isPresent()) {
      throw new IllegalArgumentException("a token cannot be blank");
    }
  }

  /**
   * Refuses what is no port.
   *
   * @throws IllegalArgumentException outside 0 to 65535
   */
  static void requirePort(String name, int port) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(name + " " + port + " is not in 0 to 65535");
    }
  }

  Endpoint withHost(String value) {
    return new Endpoint(value, port, token, tls);
  }

  Endpoint withPort(int value) {
    return new Endpoint(host, value, token, tls);
  }

  Endpoint withToken(String value) {
    return new Endpoint(host, port, Optional.of(value), tls);
  }

  Endpoint withTls(Tls value) {
    return new Endpoint(host, port, token, Optional.of(value));
  }
}

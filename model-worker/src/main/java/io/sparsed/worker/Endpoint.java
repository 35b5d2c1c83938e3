package io.sparsed.worker;

import java.util.Optional;

/**
 * Where a worker listens.
 *
 * @param host address to listen on
 * @param port to listen on; 0 takes a free one
 * @param tls how it is spoken to; empty: plaintext
 */
public record Endpoint(String host, int port, Optional<Tls> tls) {
  /** A free port of this machine only, in plaintext. */
  static final Endpoint LOOPBACK = new Endpoint("127.0.0.1", 0, Optional.empty());

  /** Refuses what is no port. */
  public Endpoint {
    requirePort("port", port);
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

  Endpoint withHost(String address) {
    return new Endpoint(address, port, tls);
  }

  Endpoint withPort(int number) {
    return new Endpoint(host, number, tls);
  }

  Endpoint withTls(Tls given) {
    return new Endpoint(host, port, Optional.of(given));
  }
}

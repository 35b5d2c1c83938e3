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
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port " + port + " is not in 0 to 65535");
    }
  }
}

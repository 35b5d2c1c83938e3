package io.sparsed.worker;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Optional;

/**
 * The address that a worker listens on, and its TLS.
 *
 * @param host address to listen on
 * @param port port to listen on, in 0..65535; 0 takes a free one
 * @param tls certificates and key, and the schedulers that are served; empty: plaintext
 */
@RecordBuilder
public record Endpoint(String host, int port, Optional<Tls> tls) implements EndpointBuilder.With {
  /** A free port of this machine only, in plaintext. */
  public static final Endpoint LOOPBACK = new Endpoint("127.0.0.1", 0, Optional.empty());

  /** Throws if the port is not in 0..65535. */
  public Endpoint {
    requirePort("port", port);
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

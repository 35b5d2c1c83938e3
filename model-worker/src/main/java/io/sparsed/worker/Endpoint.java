package io.sparsed.worker;

import io.soabase.recordbuilder.core.RecordBuilder;
import io.sparsed.service.ListenAddress;
import io.sparsed.tls.TlsFiles;
import java.util.List;
import java.util.Optional;

/**
 * An Endpoint is the address that a worker listens on, and whom it serves.
 *
 * @param host address to listen on
 * @param port port to listen on, in 0..65535; 0 takes a free one
 * @param tls certificates and key, and the authorities that sign those of schedulers, of which then
 *     each needs one; empty: plaintext
 * @param callers names of which a scheduler's certificate must carry one; empty: any will do
 * @param reflection whether callers may ask for the services and their messages
 */
@RecordBuilder
public record Endpoint(
    String host, int port, Optional<TlsFiles> tls, List<String> callers, boolean reflection)
    implements EndpointBuilder.With {
  /** A free port of this machine only, in plaintext. */
  public static final Endpoint LOOPBACK =
      new Endpoint("127.0.0.1", 0, Optional.empty(), List.of(), true);

  /** Throws if the port is not in 0..65535, or callers have names but need no certificate. */
  public Endpoint {
    ListenAddress.requirePort("port", port);
    callers = List.copyOf(callers);
    if (!callers.isEmpty() && tls.flatMap(TlsFiles::authorities).isEmpty()) {
      throw new IllegalArgumentException(
          "callers without certificates have no names: set --tls-client-ca too");
    }
  }

  /** Returns whether strangers cannot call: they need a certificate, or are on no other machine. */
  boolean isGuarded() {
    return tls.flatMap(TlsFiles::authorities).isPresent() || ListenAddress.isLoopback(host);
  }
}

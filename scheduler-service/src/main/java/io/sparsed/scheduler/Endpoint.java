package io.sparsed.scheduler;

import io.soabase.recordbuilder.core.RecordBuilder;
import io.soabase.recordbuilder.core.RecordBuilder.ConcreteSettersForOptionalMode;
import io.sparsed.service.ListenAddress;
import io.sparsed.tls.TlsFiles;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The address that a scheduler listens on, and whom it serves.
 *
 * @param host address to listen on
 * @param port port to listen on, in 0..65535; 0 takes a free one
 * @param tokens file of the tokens of which every call but health checks must carry one; empty:
 *     calls need none
 * @param tls certificates and key, and the authorities that sign those of clients, of which then
 *     each needs one; empty: plaintext
 * @param callsPerMinute the most calls of a client in a minute, above 0; empty: any number
 * @param reflection whether callers may ask for the services and their messages
 */
@RecordBuilder
@RecordBuilder.Options(addConcreteSettersForOptional = ConcreteSettersForOptionalMode.ENABLED)
public record Endpoint(
    String host,
    int port,
    Optional<Path> tokens,
    Optional<TlsFiles> tls,
    Optional<Integer> callsPerMinute,
    boolean reflection)
    implements EndpointBuilder.With {

  /** A free port of this machine only, in plaintext and for everyone. */
  public static final Endpoint LOOPBACK =
      new Endpoint("127.0.0.1", 0, Optional.empty(), Optional.empty(), Optional.empty(), true);

  /** Throws if the port is not in 0..65535, or the calls in a minute are not above 0. */
  public Endpoint {
    ListenAddress.requirePort("port", port);
    if (callsPerMinute.filter(calls -> calls < 1).isPresent()) {
      throw new IllegalArgumentException("--calls-per-minute must be above 0");
    }
  }

  /**
   * Returns whether strangers cannot call: they need a token or a certificate, or are on no other
   * machine.
   */
  boolean isGuarded() {
    return tokens.isPresent()
        || tls.flatMap(TlsFiles::authorities).isPresent()
        || ListenAddress.isLoopback(host);
  }
}

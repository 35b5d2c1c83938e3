package io.sparsed.worker;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * The certificates and the key of a worker, and the schedulers that it serves.
 *
 * @param certificateChain PEM file
 * @param privateKey PEM file, PKCS #8, not encrypted
 * @param clientCa PEM file of the certificates that sign those of schedulers; empty: every
 *     scheduler is served
 */
public record Tls(Path certificateChain, Path privateKey, Optional<Path> clientCa) {

  /**
   * Returns the TLS context of the server.
   *
   * @throws IllegalArgumentException if a file cannot be read, or does not hold a certificate or a
   *     key
   */
  SslContext context() {
    SslContextBuilder context =
        SslContextBuilder.forServer(certificateChain.toFile(), privateKey.toFile());
    clientCa.ifPresent(
        trusted -> context.trustManager(trusted.toFile()).clientAuth(ClientAuth.REQUIRE));
    try {
      return GrpcSslContexts.configure(context).build();
    } catch (SSLException e) {
      throw new UncheckedIOException(e);
    }
  }
}

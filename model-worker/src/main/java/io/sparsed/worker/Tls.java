package io.sparsed.worker;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * How a worker proves who it is, and whom it serves.
 *
 * @param certificateChain PEM file
 * @param privateKey PEM file, PKCS #8, not encrypted
 * @param clientCa PEM file of the certificates that sign those of schedulers; empty: whoever
 *     connects is served
 */
public record Tls(Path certificateChain, Path privateKey, Optional<Path> clientCa) {

  /**
   * As operators write it.
   *
   * @param files certificates and key, and optionally what schedulers must be signed by
   * @throws IllegalArgumentException if they are not two or three
   */
  static Tls of(List<Path> files) {
    return switch (files.size()) {
      case 2 -> new Tls(files.getFirst(), files.getLast(), Optional.empty());
      case 3 -> new Tls(files.getFirst(), files.get(1), Optional.of(files.getLast()));
      default ->
          throw new IllegalArgumentException(
              "TLS needs two files or three: CERTIFICATES,KEY or CERTIFICATES,KEY,CLIENT_CA");
    };
  }

  /**
   * What a server needs of it.
   *
   * @throws IllegalArgumentException if a file cannot be read or does not hold what it should
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

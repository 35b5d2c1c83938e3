package io.sparsed.scheduler;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * The certificates with which a scheduler and its workers prove to each other who they are.
 *
 * @param trusted PEM file of the certificates that sign the workers' own
 * @param identity certificates and key of the scheduler; empty: workers do not ask for them
 */
public record WorkerTls(Path trusted, Optional<Tls> identity) {

  /**
   * Reads the form in which operators write it.
   *
   * @param files the trusted certificates, and optionally the scheduler's own certificates and key
   * @throws IllegalArgumentException if there are not one or three files
   */
  public static WorkerTls of(List<Path> files) {
    return switch (files.size()) {
      case 1 -> new WorkerTls(files.getFirst(), Optional.empty());
      case 3 ->
          new WorkerTls(files.getFirst(), Optional.of(new Tls(files.get(1), files.getLast())));
      default ->
          throw new IllegalArgumentException(
              "TLS to workers needs one file or three: CA or CA,CERTIFICATES,KEY");
    };
  }

  /**
   * Returns the TLS context of channels to workers.
   *
   * @throws UncheckedIOException if a file cannot be read
   * @throws IllegalArgumentException if a file does not hold a certificate or a key
   */
  public SslContext context() {
    SslContextBuilder context = GrpcSslContexts.forClient().trustManager(trusted.toFile());
    identity.ifPresent(
        own -> context.keyManager(own.certificateChain().toFile(), own.privateKey().toFile()));
    try {
      return context.build();
    } catch (SSLException e) {
      throw new UncheckedIOException(e);
    }
  }
}

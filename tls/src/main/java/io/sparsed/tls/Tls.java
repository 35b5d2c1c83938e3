package io.sparsed.tls;

import io.grpc.ChannelCredentials;
import io.grpc.ServerCredentials;
import io.grpc.TlsChannelCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A Tls follows the files of one side of a connection: handshakes use the certificates, the key and
 * the authorities that were last read. Connections that exist go on. Thread-safe.
 */
public final class Tls implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Tls.class);
  private static final Duration SOON = Duration.ofDays(14);

  private final AdvancedTlsX509KeyManager own = new AdvancedTlsX509KeyManager();
  private final Optional<AdvancedTlsX509TrustManager> trusted;
  private final Optional<FollowedFiles> ownFiles;
  private final Optional<FollowedFiles> trustedFiles;
  private volatile Optional<Instant> expiry = Optional.empty();

  private Tls(TlsFiles files) {
    trusted = files.authorities().map(Tls::newTrustManager);
    trustedFiles = files.authorities().map(file -> followTrusted(file, trusted.orElseThrow()));
    ownFiles = files.certificates().map(chain -> followOwn(chain, files.key().orElseThrow()));
  }

  /**
   * Reads the files, and again whenever they change.
   *
   * @throws IllegalArgumentException if one cannot be read, or does not hold what it should
   */
  public static Tls follow(TlsFiles files) {
    return new Tls(files);
  }

  /** Returns the credentials of a server, which asks for certificates if it has authorities. */
  public ServerCredentials ofServer() {
    TlsServerCredentials.Builder credentials = TlsServerCredentials.newBuilder().keyManager(own);
    trusted.ifPresent(
        authorities -> credentials.trustManager(authorities).clientAuth(ClientAuth.REQUIRE));
    return credentials.build();
  }

  /** Returns the credentials of a client. */
  public ChannelCredentials ofClient() {
    TlsChannelCredentials.Builder credentials = TlsChannelCredentials.newBuilder();
    ownFiles.ifPresent(files -> credentials.keyManager(own));
    trusted.ifPresent(credentials::trustManager);
    return credentials.build();
  }

  /**
   * Returns what makes the TLS of a server's connections outside of gRPC, which asks for
   * certificates if it has authorities.
   */
  public Supplier<SSLEngine> engines() {
    SSLContext context = context();
    return () -> {
      SSLEngine engine = context.createSSLEngine();
      engine.setUseClientMode(false);
      engine.setNeedClientAuth(trusted.isPresent());
      return engine;
    };
  }

  /** Returns the context of connections outside of gRPC. */
  public SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {own}, trusted.stream().toArray(TrustManager[]::new), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns when the own certificate expires; empty if there is none. */
  public Optional<Instant> expiry() {
    return expiry;
  }

  /** Stops to follow the files; connections go on with what was last read. */
  @Override
  public void close() {
    ownFiles.ifPresent(FollowedFiles::close);
    trustedFiles.ifPresent(FollowedFiles::close);
  }

  private FollowedFiles followOwn(Path chain, Path key) {
    return FollowedFiles.follow(
        List.of(chain, key),
        pem -> {
          Identity identity = Identity.of(pem.get(0), pem.get(1));
          own.updateIdentityCredentials(
              identity.chain().toArray(new X509Certificate[0]), identity.key());
          tell(chain, identity.chain().get(0).getNotAfter().toInstant());
        });
  }

  private static FollowedFiles followTrusted(Path file, AdvancedTlsX509TrustManager trusted) {
    return FollowedFiles.follow(
        List.of(file),
        pem -> {
          List<X509Certificate> authorities = Identity.certificates(pem.get(0));
          try {
            trusted.updateTrustCredentials(authorities.toArray(new X509Certificate[0]));
          } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(e.toString(), e);
          }
          log.info("TLS: {} holds {} authorities", file, authorities.size());
        });
  }

  private void tell(Path chain, Instant until) {
    expiry = Optional.of(until);
    Duration left = Duration.between(Instant.now(), until);
    String when = left.isNegative() ? "expired" : "expires";
    log.atLevel(left.compareTo(SOON) < 0 ? Level.WARN : Level.INFO)
        .log("TLS: the certificate in {} {} at {}", chain, when, until);
  }

  private static AdvancedTlsX509TrustManager newTrustManager(Path file) {
    try {
      return AdvancedTlsX509TrustManager.newBuilder().build();
    } catch (CertificateException e) {
      throw new IllegalArgumentException(file + ": " + e, e);
    }
  }
}

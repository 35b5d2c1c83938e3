package io.sparsed.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.sparsed.tls.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;

/**
 * An AdminAccess guards the port for operators.
 *
 * @param certificates PEM files of certificates and key, read again when they change; empty:
 *     plaintext
 * @param tokenFile file of the bearer token of {@code /metrics} and {@code /buildinfo}, read at
 *     each request; empty: none
 */
public record AdminAccess(Optional<TlsFiles> certificates, Optional<Path> tokenFile) {

  /** Plaintext, for everyone. */
  public static final AdminAccess OPEN = new AdminAccess(Optional.empty(), Optional.empty());

  private static final int RENEWAL_SECONDS = 60;

  /** Throws if the token's file cannot be read. */
  public AdminAccess {
    if (tokenFile.filter(file -> !Files.isReadable(file)).isPresent()) {
      throw new IllegalArgumentException("the token cannot be read from " + tokenFile.get());
    }
  }

  /** Returns true if a request may see what needs the token. */
  boolean admits(HttpExchange exchange) throws IOException {
    if (tokenFile.isEmpty()) {
      return true;
    }
    String expected = "Bearer " + Files.readString(tokenFile.get()).strip();
    String sent =
        Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Authorization"), "");
    return MessageDigest.isEqual(expected.getBytes(UTF_8), sent.getBytes(UTF_8));
  }

  /**
   * Returns the context of the port's TLS.
   *
   * @param renewals runs the reading of changed files
   * @throws IllegalArgumentException if a file does not hold a certificate or a key
   */
  static SSLContext context(TlsFiles files, ScheduledExecutorService renewals) {
    try {
      AdvancedTlsX509KeyManager keys = new AdvancedTlsX509KeyManager();
      var _ =
          keys.updateIdentityCredentials(
              files.certificates().orElseThrow().toFile(),
              files.key().orElseThrow().toFile(),
              RENEWAL_SECONDS,
              TimeUnit.SECONDS,
              renewals);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {keys}, null, null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "the TLS files of the port for operators do not serve: " + e.getMessage(), e);
    }
  }
}

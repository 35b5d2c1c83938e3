package io.sparsed.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import io.sparsed.tls.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Objects;
import java.util.Optional;

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
}

package io.sparsed.tls;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The PEM files by which one side of a connection proves who it is and knows the other.
 *
 * @param authorities certificates that sign those of the other side; empty: a client trusts the
 *     system's, a server asks nobody for a certificate
 * @param certificates chain of the side's own certificate; empty: a client without
 * @param key its private key, PKCS #8, not encrypted
 */
public record TlsFiles(
    Optional<Path> authorities, Optional<Path> certificates, Optional<Path> key) {

  /** Throws if there is a certificate without a key, or a key without a certificate. */
  public TlsFiles {
    if (certificates.isPresent() != key.isPresent()) {
      throw new IllegalArgumentException("TLS needs both --tls-cert and --tls-key");
    }
  }

  /** Returns the files of a server that asks nobody for a certificate. */
  public static TlsFiles server(Path certificates, Path key) {
    return new TlsFiles(Optional.empty(), Optional.of(certificates), Optional.of(key));
  }

  /**
   * Returns the files that the flags of a server name; empty if they name none.
   *
   * @throws IllegalArgumentException if the certificate or its key is missing
   */
  public static Optional<TlsFiles> server(
      Optional<Path> certificates, Optional<Path> key, Optional<Path> clientCa) {
    if (certificates.isEmpty() && (key.isPresent() || clientCa.isPresent())) {
      throw new IllegalArgumentException("TLS needs both --tls-cert and --tls-key");
    }
    return certificates.map(chain -> new TlsFiles(clientCa, certificates, key));
  }

  /** Returns the files of a client without a certificate. */
  public static TlsFiles client(Path authorities) {
    return new TlsFiles(Optional.of(authorities), Optional.empty(), Optional.empty());
  }

  /** Returns the files of a side that also knows the other by these authorities. */
  public TlsFiles trusting(Path authorities) {
    return new TlsFiles(Optional.of(authorities), certificates, key);
  }
}

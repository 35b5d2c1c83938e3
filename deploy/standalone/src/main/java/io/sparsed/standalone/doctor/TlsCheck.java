package io.sparsed.standalone.doctor;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Checks PEM files for TLS.
 *
 * @param clock tells whether certificates are valid
 */
public record TlsCheck(Clock clock) {
  private static final Duration SOON = Duration.ofDays(14);
  private static final String NEW_CERTIFICATE = "Put a renewed certificate there.";

  /** Checks the certificates of a file: that they can be read, and are valid now. */
  public List<Finding> certificates(Path file) {
    try {
      List<Finding> findings = new ArrayList<>();
      for (X509Certificate certificate : read(file)) {
        findings.add(validity(file, certificate));
      }
      return findings;
    } catch (IOException | GeneralSecurityException e) {
      return List.of(unreadable(file, e));
    }
  }

  /** Checks a certificate chain as {@link #certificates} does, and that a key is its own. */
  public List<Finding> identity(Path chain, Path key) {
    List<Finding> findings = new ArrayList<>(certificates(chain));
    try {
      boolean matches = matches(read(chain).getFirst(), key);
      findings.add(
          matches
              ? Finding.ok("TLS", key + " is the key of " + chain)
              : Finding.problem(
                  "TLS",
                  key + " is not the key of " + chain,
                  "Give the key with which the certificate was requested."));
    } catch (IOException | GeneralSecurityException e) {
      findings.add(unreadable(key, e));
    }
    return findings;
  }

  private Finding validity(Path file, X509Certificate certificate) {
    Instant now = clock.instant();
    Instant end = certificate.getNotAfter().toInstant();
    String name = file + ": " + certificate.getSubjectX500Principal();
    if (now.isAfter(end)) {
      return Finding.problem("TLS", name + " expired on " + end, NEW_CERTIFICATE);
    }
    if (now.isBefore(certificate.getNotBefore().toInstant())) {
      return Finding.problem(
          "TLS",
          "%s is valid from %s, and it is %s"
              .formatted(name, certificate.getNotBefore().toInstant(), now),
          "Set this machine's clock.");
    }
    return now.plus(SOON).isAfter(end)
        ? Finding.warning("TLS", name + " expires on " + end, NEW_CERTIFICATE)
        : Finding.ok("TLS", name + " is valid until " + end);
  }

  private static Finding unreadable(Path file, Exception problem) {
    return Finding.problem(
        "TLS",
        "%s cannot be read: %s".formatted(file, problem),
        "Give X.509 certificates and an unencrypted PKCS #8 key, both in PEM.");
  }

  private static List<X509Certificate> read(Path file)
      throws IOException, GeneralSecurityException {
    List<X509Certificate> certificates = new ArrayList<>();
    for (Certificate each :
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))) {
      certificates.add((X509Certificate) each);
    }
    if (certificates.isEmpty()) {
      throw new CertificateException("it holds no certificate");
    }
    return certificates;
  }

  /** Returns true if what the key signs is verified by the certificate. */
  private static boolean matches(X509Certificate certificate, Path key)
      throws IOException, GeneralSecurityException {
    String algorithm = certificate.getPublicKey().getAlgorithm();
    byte[] der;
    try {
      der =
          Base64.getMimeDecoder()
              .decode(
                  Files.readString(key, StandardCharsets.US_ASCII)
                      .replaceAll("-----[A-Z ]+-----", ""));
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("it is not PEM", e);
    }
    PrivateKey own;
    try {
      own = KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (InvalidKeySpecException e) {
      throw new GeneralSecurityException("it is no key for " + algorithm, e);
    }
    Signature signature =
        Signature.getInstance(
            switch (algorithm) {
              case "EC" -> "SHA256withECDSA";
              case "RSA" -> "SHA256withRSA";
              default -> algorithm;
            });
    signature.initSign(own);
    byte[] signed = signature.sign();
    signature.initVerify(certificate);
    return signature.verify(signed);
  }
}

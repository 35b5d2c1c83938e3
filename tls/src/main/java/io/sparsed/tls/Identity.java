package io.sparsed.tls;

import io.grpc.util.CertificateUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A certificate chain and its private key.
 *
 * @param chain certificates, the own one first
 */
record Identity(List<X509Certificate> chain, PrivateKey key) {
  private static final byte[] SAMPLE = {1, 2, 3, 4};

  /** Throws unless the key belongs to the first certificate. */
  Identity {
    chain = List.copyOf(chain);
    if (!isPair(chain.get(0), key)) {
      throw new IllegalArgumentException("the private key is not that of the first certificate");
    }
  }

  /** Reads PEM. The messages of exceptions tell nothing of the content, which may be a key. */
  static Identity of(byte[] certificates, byte[] key) {
    try {
      return new Identity(
          certificates(certificates),
          CertificateUtils.getPrivateKey(new ByteArrayInputStream(key)));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "there is no private key of RSA or EC in PEM, PKCS #8, not encrypted");
    }
  }

  static List<X509Certificate> certificates(byte[] pem) {
    try {
      X509Certificate[] found = CertificateUtils.getX509Certificates(new ByteArrayInputStream(pem));
      if (found.length > 0) {
        return List.of(found);
      }
    } catch (CertificateException e) {
      // Told below.
    }
    throw new IllegalArgumentException("there is no certificate in PEM");
  }

  private static boolean isPair(X509Certificate certificate, PrivateKey key) {
    try {
      String algorithm = "SHA256with" + (key.getAlgorithm().equals("EC") ? "ECDSA" : "RSA");
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(SAMPLE);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(SAMPLE);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}

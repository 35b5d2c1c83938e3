package io.sparsed.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Makes certificates that sign themselves. */
final class Certificates {
  private static final String PASSWORD = "changeit";

  private Certificates() {}

  /**
   * Writes a certificate and its key.
   *
   * @param extension extension such as {@code san=ip:127.0.0.1}
   * @param more further arguments of keytool
   */
  static void make(Path certificate, Path key, String extension, String... more) throws Exception {
    write(store(certificate), "server", certificate, key, extension, more);
  }

  /**
   * Writes a certificate that another one signs, and its key.
   *
   * @param authority certificate that {@link #make} wrote with the extension {@code bc=ca:true}
   */
  static void sign(Path authority, Path certificate, Path key, String extension, String... more)
      throws Exception {
    String[] signer =
        Stream.concat(Stream.of("-signer", "server"), Stream.of(more)).toArray(String[]::new);
    String alias = certificate.getFileName().toString();
    write(store(authority), alias, certificate, key, extension, signer);
  }

  private static Path store(Path certificate) {
    return certificate.resolveSibling(certificate.getFileName() + ".p12");
  }

  private static void write(
      Path store, String alias, Path certificate, Path key, String extension, String... more)
      throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                extension,
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD));
    command.addAll(List.of(more));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    Files.writeString(certificate, pem("CERTIFICATE", keys.getCertificate(alias).getEncoded()));
    Files.writeString(
        key, pem("PRIVATE KEY", keys.getKey(alias, PASSWORD.toCharArray()).getEncoded()));
  }

  private static String pem(String type, byte[] content) {
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
        .formatted(type, Base64.getMimeEncoder().encodeToString(content), type);
  }
}

package io.sparsed.standalone.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparsed.tls.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Makes certificates that sign themselves, by the JDK's keytool. */
final class Certificates {
  private static final String PASSWORD = "password";

  private Certificates() {}

  /**
   * Writes a certificate for this machine and its key to a folder.
   *
   * @param more arguments of keytool
   */
  static TlsFiles make(Path folder, String owner, String... more) throws Exception {
    Path store = folder.resolve(owner + ".p12");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + owner,
                "-ext",
                "san=ip:127.0.0.1,dns:localhost",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD));
    command.addAll(List.of(more));
    Process keytool =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    return TlsFiles.server(
        pem(
            folder.resolve(owner + "-cert.pem"),
            "CERTIFICATE",
            keys.getCertificate("a").getEncoded()),
        pem(
            folder.resolve(owner + "-key.pem"),
            "PRIVATE KEY",
            keys.getKey("a", PASSWORD.toCharArray()).getEncoded()));
  }

  static Path chain(TlsFiles owner) {
    return owner.certificates().orElseThrow();
  }

  static Path key(TlsFiles owner) {
    return owner.key().orElseThrow();
  }

  private static Path pem(Path file, String type, byte[] der) throws IOException {
    String text =
        "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
            .formatted(type, Base64.getMimeEncoder().encodeToString(der));
    return Files.writeString(file, text, US_ASCII);
  }
}

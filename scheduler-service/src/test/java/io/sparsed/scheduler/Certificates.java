package io.sparsed.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparsed.tls.TlsFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Creates self-signed certificates for localhost with the JDK's keytool. */
public final class Certificates {

  private static final String PASSWORD = "password";

  private Certificates() {}

  /**
   * Writes a certificate for localhost and its key to a folder, over those that are there.
   *
   * @param more further arguments of keytool
   */
  public static TlsFiles selfSigned(String owner, Path folder, String... more) throws Exception {
    Path store = Files.createTempDirectory(folder, owner).resolve("store.p12");
    Path log = folder.resolve("keytool.log");
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
                "SAN=dns:localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD));
    command.addAll(List.of(more));
    Process keytool =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertThat(keytool.waitFor()).as(() -> read(log)).isZero();
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

  /** Returns the file of a certificate, by which others trust it. */
  public static Path file(TlsFiles owner) {
    return owner.certificates().orElseThrow();
  }

  private static Path pem(Path file, String type, byte[] der) throws IOException {
    String base64 = Base64.getMimeEncoder().encodeToString(der);
    String pem = "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n";
    return Files.writeString(file, pem, StandardCharsets.US_ASCII);
  }

  private static String read(Path log) {
    try {
      return Files.readString(log, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return e.toString();
    }
  }
}

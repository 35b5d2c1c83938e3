package io.sparsed.containers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Map;

/**
 * Certificates that sign themselves, in a folder that containers mount.
 *
 * @param folder folder that anybody may read
 */
record Certificates(Path folder) {
  /** Path of the folder in containers. */
  static final String MOUNTED = "/tls";

  private static final String PASSWORD = "changeit";

  /** Makes a certificate for the schedulers and one for the workers, of the given names. */
  static Certificates make(String schedulers, String workers) throws Exception {
    Path folder = Files.createTempDirectory("tls");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Certificates certificates = new Certificates(folder);
    certificates.add("scheduler", schedulers);
    certificates.add("worker", workers);
    // A worker serves schedulers, and the health check of its own container.
    Files.writeString(
        certificates.file("callers.pem"),
        Files.readString(certificates.file("scheduler.pem"))
            + Files.readString(certificates.file("worker.pem")));
    return certificates;
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /** Returns the first line of a private key. */
  String key(String name) {
    try {
      return Files.readAllLines(file(name + ".key")).get(1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(String name, String names) throws Exception {
    Path store = Files.createTempDirectory("keys").resolve(name + ".p12");
    Engine.run(
        Map.of(),
        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
        "-genkeypair",
        "-alias",
        "own",
        "-keyalg",
        "EC",
        "-dname",
        "CN=" + name,
        "-ext",
        "san=" + names,
        "-keystore",
        store.toString(),
        "-storepass",
        PASSWORD);
    KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    write(name + ".pem", "CERTIFICATE", keys.getCertificate("own").getEncoded());
    write(name + ".key", "PRIVATE KEY", keys.getKey("own", PASSWORD.toCharArray()).getEncoded());
  }

  private void write(String name, String type, byte[] content) throws Exception {
    String base64 = Base64.getMimeEncoder().encodeToString(content);
    Files.writeString(
        file(name), "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(type, base64, type));
  }
}

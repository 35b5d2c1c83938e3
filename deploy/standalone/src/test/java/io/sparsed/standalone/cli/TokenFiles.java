package io.sparsed.standalone.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sparsed.scheduler.Endpoint;
import io.sparsed.scheduler.access.ClientToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Writes the files of tokens that servers and clients read. */
final class TokenFiles {
  private TokenFiles() {}

  /** Returns a loopback endpoint that serves whoever has the token. */
  static Endpoint endpoint(Path folder, String token) {
    Path tokens = write(folder.resolve("tokens"), ClientToken.of("app", token).line());
    return Endpoint.LOOPBACK.withTokens(Optional.of(tokens));
  }

  /** Returns the file that holds a client's token. */
  static String of(Path folder, String token) {
    return write(folder.resolve(token + ".token"), token + "\n").toString();
  }

  private static Path write(Path file, String content) {
    try {
      return Files.writeString(file, content, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

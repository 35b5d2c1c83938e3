package io.sparsed.scheduler;

import static java.util.stream.Collectors.joining;

import io.sparsed.scheduler.access.ClientToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Writes tokens files. */
public final class Tokens {

  private Tokens() {}

  /** Writes a file in which each token belongs to the client "client-TOKEN", and returns it. */
  public static Path write(Path file, String... tokens) {
    try {
      return Files.writeString(
          file,
          Stream.of(tokens)
              .map(token -> ClientToken.of("client-" + token, token).line() + "\n")
              .collect(joining("", "# clients\n\n", "")),
          StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a loopback endpoint that serves whoever has one of the tokens. */
  public static Endpoint endpoint(Path folder, String... tokens) {
    return Endpoint.LOOPBACK.withTokens(Optional.of(write(folder.resolve("tokens"), tokens)));
  }
}

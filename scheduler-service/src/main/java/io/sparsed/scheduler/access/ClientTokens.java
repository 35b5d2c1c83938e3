package io.sparsed.scheduler.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sparsed.tls.FollowedFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A ClientTokens knows the tokens of the clients by a file that it reads again when it changes:
 * what is removed is refused from then on. Thread-safe.
 */
public final class ClientTokens implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ClientTokens.class);

  private final FollowedFiles file;
  private volatile List<ClientToken> tokens = List.of();

  private ClientTokens(Path path) {
    file = FollowedFiles.follow(List.of(path), content -> load(path, content.getFirst()));
  }

  /**
   * Reads a file of lines "NAME sha256:DIGEST"; empty lines and those that begin with # are left
   * out. A name may have several tokens.
   *
   * @throws IllegalArgumentException if the file cannot be read, or has another line
   */
  public static ClientTokens follow(Path path) {
    return new ClientTokens(path);
  }

  private void load(Path path, byte[] content) {
    List<ClientToken> read = new ArrayList<>();
    List<String> lines = new String(content, UTF_8).lines().map(String::strip).toList();
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).isEmpty() && !lines.get(i).startsWith("#")) {
        read.add(parse(i + 1, lines.get(i)));
      }
    }
    tokens = List.copyOf(read);
    log.info("{} holds {} tokens", path, read.size());
  }

  private static ClientToken parse(int number, String line) {
    try {
      return ClientToken.parse(line);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("line " + number + " is " + e.getMessage(), e);
    }
  }

  /** Returns the name of the client that a token belongs to; empty if nobody's. */
  public Optional<String> nameOf(String token) {
    String digest = ClientToken.digest(token);
    // All of them, so that the time tells nothing.
    return tokens.stream()
        .filter(each -> each.isOf(digest))
        .map(ClientToken::name)
        .reduce((first, other) -> first);
  }

  @Override
  public void close() {
    file.close();
  }
}

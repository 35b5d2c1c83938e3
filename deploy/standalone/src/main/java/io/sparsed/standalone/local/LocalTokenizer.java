package io.sparsed.standalone.local;

import io.sparsed.scheduler.text.TextCodec;
import io.sparsed.scheduler.text.TokenizerFileException;
import io.sparsed.scheduler.text.Tokenizers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Opens the tokenizer of a checkpoint folder. */
public final class LocalTokenizer {
  /** Bound on the size of a tokenizer file, in bytes; weights are larger by far. */
  private static final long MAX_FILE_BYTES = 64L << 20;

  private LocalTokenizer() {}

  /**
   * Opens the tokenizer, which the caller closes; returns empty if the folder has none.
   *
   * @throws IOException if the folder cannot be read
   */
  public static Optional<TextCodec> open(Path checkpoint) throws IOException {
    Map<String, byte[]> files = new HashMap<>();
    try (Stream<Path> listed = Files.list(checkpoint)) {
      for (Path file : listed.filter(LocalTokenizer::isTokenizerFile).toList()) {
        if (Files.size(file) <= MAX_FILE_BYTES) {
          files.put(file.getFileName().toString(), Files.readAllBytes(file));
        }
      }
    }
    return Tokenizers.fromFiles(files);
  }

  /**
   * Returns why a folder's tokenizer cannot be loaded, or its chat template not be rendered; empty
   * where all is well or there is none.
   *
   * @throws IOException if the folder cannot be read
   */
  public static Optional<String> problem(Path checkpoint) throws IOException {
    try {
      Optional<TextCodec> codec = open(checkpoint);
      if (codec.isEmpty()) {
        return Optional.empty();
      }
      try (TextCodec open = codec.get()) {
        return open.chatTemplateProblem()
            .map(problem -> "The chat template cannot be rendered: " + problem);
      }
    } catch (TokenizerFileException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static boolean isTokenizerFile(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".json") || name.endsWith(".txt") || name.endsWith(".jinja");
  }
}

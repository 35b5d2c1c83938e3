package io.sparsed.worker.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * The TokenizerFiles are the files of a checkpoint that tell how text is tokenized. The worker
 * passes them on unread; the scheduler reads them.
 *
 * @param paths paths of the files that exist
 */
public record TokenizerFiles(List<Path> paths) {
  private static final List<String> NAMES =
      List.of(
          "tokenizer.json",
          "tokenizer_config.json",
          "vocab.json",
          "merges.txt",
          "special_tokens_map.json",
          "added_tokens.json",
          "chat_template.jinja",
          "chat_template.json",
          "generation_config.json");
  private static final Set<String> VOCABULARIES = Set.of("tokenizer.json", "vocab.json");

  public TokenizerFiles {
    paths = List.copyOf(paths);
  }

  static TokenizerFiles of(Path folder) {
    return new TokenizerFiles(
        NAMES.stream().map(folder::resolve).filter(Files::isRegularFile).toList());
  }

  /** True if one of the files has the vocabulary. */
  public boolean hasTokenizer() {
    return paths.stream().anyMatch(path -> VOCABULARIES.contains(name(path)));
  }

  /** Returns the name of a file in its folder. */
  public static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  /** Returns the bytes of a file. */
  public static byte[] read(Path path) throws IOException {
    return Files.readAllBytes(path);
  }
}

package io.sparsed.standalone.inspect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparsed.worker.model.Architecture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A FileUse tells what is taken from a file of a checkpoint.
 *
 * @param name name of the file
 * @param taken what is read of it; empty if it is not read
 */
public record FileUse(String name, String taken) {
  private static final int MOST_FILES = 1000;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> TEMPLATES =
      List.of("chat_template.jinja", "chat_template.json", "tokenizer_config.json");

  /**
   * Returns the files of a checkpoint that can be served, sorted by name.
   *
   * @throws IOException if the folder cannot be read
   */
  static List<FileUse> of(Path folder, Architecture architecture, boolean hasChatTemplate)
      throws IOException {
    List<String> names;
    try (Stream<Path> files = Files.list(folder)) {
      names =
          files
              .filter(Files::isRegularFile)
              .map(file -> String.valueOf(file.getFileName()))
              .sorted()
              .limit(MOST_FILES)
              .toList();
    }
    Set<String> all = Set.copyOf(names);
    Optional<String> template =
        TEMPLATES.stream().filter(name -> hasTemplate(folder, name)).findFirst();
    List<FileUse> uses = new ArrayList<>();
    for (String name : names) {
      String taken = taken(folder, architecture, name, all);
      boolean isTemplate = hasChatTemplate && template.equals(Optional.of(name));
      String chats = isTemplate ? "chat template" : "";
      uses.add(new FileUse(name, taken + (taken.isEmpty() || chats.isEmpty() ? "" : ", ") + chats));
    }
    return List.copyOf(uses);
  }

  private static String taken(
      Path folder, Architecture architecture, String name, Set<String> all) {
    boolean hasTokenizer = all.contains("tokenizer.json");
    return switch (name) {
      case "config.json" -> "architecture and dimensions" + writer(folder.resolve(name));
      case "generation_config.json" ->
          architecture == Architecture.DREAM ? "defaults of generation" : "";
      case "tokenizer.json" -> "vocabulary, merges, added tokens";
      case "vocab.json" -> hasTokenizer ? "" : "vocabulary";
      case "merges.txt" -> hasTokenizer ? "" : "merges";
      case "tokenizer_config.json" -> "special tokens, added tokens";
      case "special_tokens_map.json" -> "special tokens that tokenizer_config.json does not name";
      case "added_tokens.json" ->
          hasTokenizer ? "id of a mask token that config.json does not give" : "added tokens";
      case "model.safetensors" -> "weights";
      case "model.safetensors.index.json" ->
          all.contains("model.safetensors") ? "" : "names of the shards";
      default -> isShard(name, all) ? "weights" : "";
    };
  }

  private static boolean isShard(String name, Set<String> all) {
    return name.endsWith(".safetensors")
        && !all.contains("model.safetensors")
        && all.contains("model.safetensors.index.json");
  }

  private static String writer(Path config) {
    String version = json(config).path("transformers_version").asText();
    return version.isEmpty() ? "" : ", written by transformers " + version;
  }

  private static boolean hasTemplate(Path folder, String name) {
    return Files.isRegularFile(folder.resolve(name))
        && (name.endsWith(".jinja") || json(folder.resolve(name)).has("chat_template"));
  }

  private static JsonNode json(Path file) {
    try {
      return JSON.readTree(file.toFile());
    } catch (IOException e) {
      return JSON.missingNode();
    }
  }
}

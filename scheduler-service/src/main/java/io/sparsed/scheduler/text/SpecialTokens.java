package io.sparsed.scheduler.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tokens that a checkpoint gives a role.
 *
 * @param byRole text by role, {@code bos_token} for example
 * @param additional special tokens without a role
 */
record SpecialTokens(Map<String, String> byRole, List<String> additional) {
  private static final String ADDITIONAL = "additional_special_tokens";

  SpecialTokens {
    byRole = Map.copyOf(byRole);
    additional = List.copyOf(additional);
  }

  /** From tokenizer_config.json, and where it is silent from special_tokens_map.json. */
  static SpecialTokens read(CheckpointFiles files) {
    Map<String, String> byRole = new LinkedHashMap<>();
    Set<String> additional = new LinkedHashSet<>();
    for (String name : List.of(FileNames.TOKENIZER_CONFIG, FileNames.SPECIAL_TOKENS)) {
      files
          .json(name)
          .ifPresent(
              json -> {
                json.properties().forEach(entry -> readRole(entry, byRole));
                json.path(ADDITIONAL).forEach(token -> additional.add(text(token)));
              });
    }
    additional.remove("");
    return new SpecialTokens(byRole, List.copyOf(additional));
  }

  /** Texts of all of them. */
  Set<String> texts() {
    Set<String> texts = new LinkedHashSet<>(byRole.values());
    texts.addAll(additional);
    return texts;
  }

  private static void readRole(Map.Entry<String, JsonNode> entry, Map<String, String> byRole) {
    String text = text(entry.getValue());
    if (entry.getKey().endsWith("_token") && !text.isEmpty()) {
      byRole.putIfAbsent(entry.getKey(), text);
    }
  }

  /**
   * A token is written as its text or as an object with its text; flags such as {@code
   * add_bos_token} are neither.
   */
  private static String text(JsonNode token) {
    return token.isTextual() ? token.textValue() : token.path("content").asText();
  }
}

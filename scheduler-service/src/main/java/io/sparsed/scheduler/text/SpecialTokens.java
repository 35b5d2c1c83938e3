package io.sparsed.scheduler.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * SpecialTokens are the texts of a checkpoint's special tokens, by role where they have one.
 *
 * @param byRole texts by role, {@code bos_token} for example
 * @param additional texts of special tokens without a role
 */
record SpecialTokens(Map<String, String> byRole, List<String> additional) {
  private static final String ADDITIONAL = "additional_special_tokens";

  SpecialTokens {
    byRole = Map.copyOf(byRole);
    additional = List.copyOf(additional);
  }

  /** Reads tokenizer_config.json, and special_tokens_map.json for roles that it does not name. */
  static SpecialTokens read(CheckpointFiles files) {
    Map<String, String> byRole = new LinkedHashMap<>();
    Set<String> additional = new LinkedHashSet<>();
    for (String name : List.of(FileNames.TOKENIZER_CONFIG, FileNames.SPECIAL_TOKENS)) {
      JsonNode json = files.jsonOrMissing(name);
      json.properties().forEach(entry -> readRole(entry, byRole));
      json.path(ADDITIONAL).forEach(token -> additional.add(text(token)));
    }
    additional.remove("");
    SpecialTokens tokens = new SpecialTokens(byRole, List.copyOf(additional));
    String file = FileNames.TOKENIZER_CONFIG;
    int count = byRole.size() + additional.size();
    TokenizerLimits.atMost(file, "special tokens", TokenizerLimits.MAX_ADDED_TOKENS, count);
    TokenizerLimits.checkLengths(file, "a special token", tokens.texts().stream());
    return tokens;
  }

  /** Returns the texts of all special tokens. */
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

  /** Returns the text of a token, a JSON string or an object with {@code content}; else "". */
  private static String text(JsonNode token) {
    return token.isTextual() ? token.textValue() : token.path("content").asText();
  }
}

package io.sparsed.scheduler.text;

/** Names the files of a checkpoint folder that this package reads. */
final class FileNames {
  static final String TOKENIZER = "tokenizer.json";
  static final String TOKENIZER_CONFIG = "tokenizer_config.json";
  static final String VOCAB = "vocab.json";
  static final String MERGES = "merges.txt";
  static final String ADDED_TOKENS = "added_tokens.json";
  static final String SPECIAL_TOKENS = "special_tokens_map.json";
  static final String CHAT_TEMPLATE = "chat_template.jinja";
  static final String CHAT_TEMPLATE_JSON = "chat_template.json";

  private FileNames() {}
}

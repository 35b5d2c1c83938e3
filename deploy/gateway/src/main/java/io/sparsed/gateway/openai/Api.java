package io.sparsed.gateway.openai;

/** An Api is one of the two ways in which OpenAI's API generates text. */
enum Api {
  /** {@code /v1/chat/completions}: a conversation is answered. */
  CHAT("chatcmpl-", "chat.completion", "chat.completion.chunk"),
  /** {@code /v1/completions}: a text is continued. */
  TEXT("cmpl-", "text_completion", "text_completion");

  private final String idPrefix;
  private final String object;
  private final String chunkObject;

  Api(String idPrefix, String object, String chunkObject) {
    this.idPrefix = idPrefix;
    this.object = object;
    this.chunkObject = chunkObject;
  }

  /** Returns what the id of an answer begins with. */
  String idPrefix() {
    return idPrefix;
  }

  /** Returns the {@code object} of a whole answer. */
  String object() {
    return object;
  }

  /** Returns the {@code object} of a chunk of a streamed answer. */
  String chunkObject() {
    return chunkObject;
  }
}

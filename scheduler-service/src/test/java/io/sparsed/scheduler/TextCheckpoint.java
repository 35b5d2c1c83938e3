package io.sparsed.scheduler;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparsed.worker.golden.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Adds a tokenizer of words "w0" to "w511" and a chat template to golden models. */
final class TextCheckpoint {

  static final String MASK = "<|mask|>";
  static final String EOS = "<|end|>";

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private TextCheckpoint() {}

  /** Writes a golden model with a tokenizer. */
  static Path withTokenizer(Path folder, String model) throws IOException {
    Path checkpoint = Golden.checkpoint(model, folder);
    Files.writeString(checkpoint.resolve("tokenizer.json"), tokenizer().toString(), UTF_8);
    return checkpoint;
  }

  /** Writes a golden model with a tokenizer and a template of "w1 CONTENT" for each message. */
  static Path withChatTemplate(Path folder, String model) throws IOException {
    return withChatTemplate(
        folder,
        model,
        "{% for message in messages %}"
            + "{% if message['role'] == 'system' %}"
            + "{{ raise_exception('no system messages here') }}{% endif %}"
            + "w1 {{ message['content'] + ' ' }}{% endfor %}"
            + "{% if add_generation_prompt %}w2{% endif %}");
  }

  /** Writes a golden model with a tokenizer and a template. */
  static Path withChatTemplate(Path folder, String model, String template) throws IOException {
    Path checkpoint = withTokenizer(folder, model);
    ObjectNode config = JSON.objectNode().put("chat_template", template);
    Files.writeString(checkpoint.resolve("tokenizer_config.json"), config.toString(), UTF_8);
    return checkpoint;
  }

  /** Writes a golden model with a list of end-of-sequence tokens, of which answers have one. */
  static Path withEos(Path folder, String model, int eos) throws IOException {
    Path checkpoint = withTokenizer(folder, model);
    Path file = checkpoint.resolve("config.json");
    ObjectMapper mapper = new ObjectMapper();
    JsonNode config = mapper.readTree(Files.readString(file, UTF_8));
    ((ObjectNode) config).putArray("eos_token_id").add(511).add(eos);
    Files.writeString(file, config.toString(), UTF_8);
    return checkpoint;
  }

  private static ObjectNode tokenizer() {
    ObjectNode root = JSON.objectNode().put("version", "1.0");
    root.putNull("truncation").putNull("padding").putNull("normalizer");
    root.putNull("post_processor").putNull("decoder");
    var added = root.putArray("added_tokens");
    added.add(special(MASK, 500));
    added.add(special(EOS, 501));
    root.putObject("pre_tokenizer").put("type", "WhitespaceSplit");
    ObjectNode model = root.putObject("model").put("type", "WordLevel").put("unk_token", "w0");
    ObjectNode vocabulary = model.putObject("vocab");
    for (int id = 0; id < 512; id++) {
      vocabulary.put(id == 500 ? MASK : id == 501 ? EOS : "w" + id, id);
    }
    return root;
  }

  private static ObjectNode special(String content, int id) {
    return JSON.objectNode()
        .put("id", id)
        .put("content", content)
        .put("single_word", false)
        .put("lstrip", false)
        .put("rstrip", false)
        .put("normalized", false)
        .put("special", true);
  }
}

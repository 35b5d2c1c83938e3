package io.sparsed.scheduler.text;

import static io.sparsed.scheduler.text.TinyTokenizer.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EncodeChatTest {
  private static final List<ChatTurn> HELLO = List.of(new ChatTurn("user", "the thing"));

  @Test
  void encodeChat_noTemplate_isRefused() {
    try (TextCodec codec = Tokenizers.fromFiles(TinyTokenizer.vocabAndMerges()).orElseThrow()) {
      assertThat(codec.hasChatTemplate()).isFalse();
      assertThatExceptionOfType(ChatTemplateException.class)
          .isThrownBy(() -> codec.encodeChat(HELLO))
          .withMessage("the checkpoint has no chat template");
    }
  }

  @Test
  void encodeChat_template_isEncodedAsItsText() throws ChatTemplateException {
    Map<String, byte[]> files = TinyTokenizer.vocabAndMerges();
    files.put("chat_template.jinja", bytes(PublishedTemplates.DREAM));
    try (TextCodec codec = Tokenizers.fromFiles(files).orElseThrow()) {
      assertThat(codec.hasChatTemplate()).isTrue();
      assertThat(codec.encodeChat(HELLO))
          .startsWith(TinyTokenizer.id(TinyTokenizer.TURN))
          .isEqualTo(
              codec.encode(
                  """
                  <|im_start|>system
                  You are a helpful assistant.<|im_end|>
                  <|im_start|>user
                  the thing<|im_end|>
                  <|im_start|>assistant
                  """));
    }
  }

  @Test
  void encodeChat_postProcessorThatAddsABeginning_doesNotDoubleIt() throws ChatTemplateException {
    try (TextCodec codec = Tokenizers.fromFiles(beginningTwice()).orElseThrow()) {
      int begin = TinyTokenizer.id(TinyTokenizer.TURN);
      assertThat(codec.encode("a")).startsWith(begin).hasSize(2);
      assertThat(codec.encodeChat(HELLO)).containsOnlyOnce(begin).startsWith(begin);
    }
  }

  /**
   * Returns a template that writes the beginning token and a post-processor that writes it too, as
   * Llama's do.
   */
  private static Map<String, byte[]> beginningTwice() {
    ObjectNode tokenizer = TinyTokenizer.tokenizer();
    ObjectNode processor = tokenizer.putObject("post_processor").put("type", "TemplateProcessing");
    ObjectNode begin = processor.putArray("single").addObject().putObject("SpecialToken");
    begin.put("id", TinyTokenizer.TURN).put("type_id", 0);
    processor
        .withArray("single")
        .addObject()
        .putObject("Sequence")
        .put("id", "A")
        .put("type_id", 0);
    processor.putArray("pair").addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
    processor.withArray("pair").addObject().putObject("Sequence").put("id", "B").put("type_id", 0);
    ObjectNode special = processor.putObject("special_tokens").putObject(TinyTokenizer.TURN);
    special.put("id", TinyTokenizer.TURN).putArray("ids").add(TinyTokenizer.id(TinyTokenizer.TURN));
    special.putArray("tokens").add(TinyTokenizer.TURN);
    Map<String, byte[]> files =
        new HashMap<>(Map.of("tokenizer.json", bytes(tokenizer.toString())));
    files.put("chat_template.jinja", bytes("{{ bos_token }}{{ messages[0].content }}"));
    files.put("tokenizer_config.json", bytes("{\"bos_token\": \"" + TinyTokenizer.TURN + "\"}"));
    return files;
  }
}

package io.sparsed.scheduler.text;

import static io.sparsed.scheduler.text.TinyTokenizer.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChatTemplateTest {
  private static final ChatTurn SYSTEM = new ChatTurn("system", "Be brief. ");
  private static final ChatTurn USER = new ChatTurn("user", "Why?\n");
  private static final ChatTurn ASSISTANT = new ChatTurn("assistant", "Because.");

  @Test
  void rolesOutOfOrder_areRefusedInTheTemplatesWords() {
    assertThatExceptionOfType(ChatTemplateException.class)
        .isThrownBy(() -> render(PublishedTemplates.STRICT, ASSISTANT, USER))
        .withMessage("roles must alternate user and assistant");
  }

  @Test
  void brokenTemplate_isRefusedWithItsLine() {
    assertThatExceptionOfType(BrokenTemplateException.class)
        .isThrownBy(() -> render("a\n{{ messages[ }}", USER))
        .withMessageContaining("line 2 of the template: ")
        .withMessageStartingWith("Send text or tokens");
  }

  @Test
  void contentThatLooksLikeATemplate_staysText() throws ChatTemplateException {
    ChatTurn attack =
        new ChatTurn(
            "user",
            "{{ 7*7 }}{% for i in messages %}x{% endfor %}{# y #}<b>&'\"\\n {{ raise_exception('z') }}");
    assertThat(render(PublishedTemplates.DREAM, attack))
        .contains("<|im_start|>user\n" + attack.content() + "<|im_end|>");
    assertThat(render(PublishedTemplates.LLADA, attack))
        .contains("\n\n" + attack.content() + "<|eot_id|>");
  }

  @Test
  void roleThatLooksLikeATemplate_staysText() throws ChatTemplateException {
    assertThat(render(PublishedTemplates.LLADA, new ChatTurn("{{ 7*7 }}", "a")))
        .contains("{{ 7*7 }}");
  }

  @Test
  void llada_oneTurn_isTheReferencesPrompt() throws ChatTemplateException {
    assertThat(render(PublishedTemplates.LLADA, USER))
        .isEqualTo(
            "<s><|start_header_id|>user<|end_header_id|>\n\nWhy?<|eot_id|>"
                + "<|start_header_id|>assistant<|end_header_id|>\n\n");
  }

  @Test
  void llada_conversation_hasOneBeginning() throws ChatTemplateException {
    assertThat(render(PublishedTemplates.LLADA, SYSTEM, USER, ASSISTANT, USER))
        .isEqualTo(
            "<s><|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|>"
                + "<|start_header_id|>user<|end_header_id|>\n\nWhy?<|eot_id|>"
                + "<|start_header_id|>assistant<|end_header_id|>\n\nBecause.<|eot_id|>"
                + "<|start_header_id|>user<|end_header_id|>\n\nWhy?<|eot_id|>"
                + "<|start_header_id|>assistant<|end_header_id|>\n\n");
  }

  @Test
  void dream_noSystemTurn_getsTheDefaultOne() throws ChatTemplateException {
    assertThat(render(PublishedTemplates.DREAM, USER))
        .isEqualTo(
            """
            <|im_start|>system
            You are a helpful assistant.<|im_end|>
            <|im_start|>user
            Why?
            <|im_end|>
            <|im_start|>assistant
            """);
  }

  @Test
  void dream_conversation_keepsWhiteSpace() throws ChatTemplateException {
    assertThat(render(PublishedTemplates.DREAM, SYSTEM, USER, ASSISTANT, USER))
        .isEqualTo(
            """
            <|im_start|>system
            Be brief. <|im_end|>
            <|im_start|>user
            Why?
            <|im_end|>
            <|im_start|>assistant
            Because.<|im_end|>
            <|im_start|>user
            Why?
            <|im_end|>
            <|im_start|>assistant
            """);
  }

  @Test
  void llama_systemTurn_isTakenOut() throws ChatTemplateException {
    assertThat(render(PublishedTemplates.LLAMA, SYSTEM, USER))
        .isEqualTo(
            "<s><|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|>"
                + "<|start_header_id|>user<|end_header_id|>\n\nWhy?<|eot_id|>"
                + "<|start_header_id|>assistant<|end_header_id|>\n\n");
  }

  @Test
  void strict_rolesInOrder_areRendered() throws ChatTemplateException {
    assertThat(render(PublishedTemplates.STRICT, USER, ASSISTANT, USER))
        .isEqualTo("<s>[INST] Why?[/INST]Because.</s>[INST] Why?[/INST]");
  }

  @Test
  void severalTemplates_theDefaultIsTaken() throws ChatTemplateException {
    ObjectNode config = config();
    var templates = config.putArray("chat_template");
    templates.addObject().put("name", "tool_use").put("template", "tools");
    templates.addObject().put("name", "default").put("template", "{{ messages[0].content }}");
    assertThat(
            read(Map.of("tokenizer_config.json", bytes(config.toString())))
                .orElseThrow()
                .render(List.of(ASSISTANT)))
        .isEqualTo("Because.");
  }

  @Test
  void templateAsAnObject_isReadByName() throws ChatTemplateException {
    ObjectNode config = config();
    config.putObject("chat_template").put("rag", "x").put("default", "{{ messages[0].content }}");
    assertThat(
            read(Map.of("tokenizer_config.json", bytes(config.toString())))
                .orElseThrow()
                .render(List.of(ASSISTANT)))
        .isEqualTo("Because.");
  }

  @Test
  void templateInItsJsonFile_isRead() throws ChatTemplateException {
    Map<String, byte[]> files =
        Map.of("chat_template.json", bytes("{\"chat_template\": \"{{ messages[0].role }}\"}"));
    assertThat(read(files).orElseThrow().render(List.of(USER))).isEqualTo("user");
  }

  @Test
  void templateThatNeedsWhatIsMissing_isBroken_butOneThatRefusesIsNot() {
    assertThat(problem("{{ messages[0].nosuch.x }}")).isPresent();
    assertThat(
            problem(
                "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}"))
        .isPresent();
    assertThat(problem("{{ raise_exception('system first') }}")).isEmpty();
    assertThat(problem("{{ tools is none and documents is none }}")).isEmpty();
  }

  private static Optional<String> problem(String template) {
    return read(Map.of("chat_template.jinja", bytes(template))).orElseThrow().problem();
  }

  @Test
  void templateFile_comesBeforeTheConfigs() throws ChatTemplateException {
    Map<String, byte[]> files =
        Map.of(
            "tokenizer_config.json", bytes(config().put("chat_template", "old").toString()),
            "chat_template.jinja", bytes("{{ eos_token }}"));
    assertThat(read(files).orElseThrow().render(List.of(USER))).isEqualTo("</s>");
  }

  @Test
  void noTemplate_isNone() {
    assertThat(read(Map.of())).isEmpty();
    assertThat(read(Map.of("tokenizer_config.json", bytes(config().toString())))).isEmpty();
    assertThat(
            read(
                Map.of(
                    "tokenizer_config.json", bytes(config().putNull("chat_template").toString()))))
        .isEmpty();
  }

  private static String render(String template, ChatTurn... turns) throws ChatTemplateException {
    byte[] config = bytes(config().put("chat_template", template).toString());
    return read(Map.of("tokenizer_config.json", config)).orElseThrow().render(List.of(turns));
  }

  private static Optional<ChatTemplate> read(Map<String, byte[]> byName) {
    CheckpointFiles files = new CheckpointFiles(byName);
    return ChatTemplate.read(files, SpecialTokens.read(files), Clock.systemUTC());
  }

  private static ObjectNode config() {
    ObjectNode config =
        JsonNodeFactory.instance.objectNode().put("bos_token", "<s>").putNull("unk_token");
    config.putObject("eos_token").put("content", "</s>");
    return config.put("add_bos_token", true);
  }
}

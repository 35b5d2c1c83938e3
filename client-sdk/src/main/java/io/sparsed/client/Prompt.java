package io.sparsed.client;

import io.sparsed.v1.ChatPrompt;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.v1.TemplatePrompt;
import io.sparsed.v1.TokenPrompt;
import java.util.List;
import java.util.Optional;

/** A Prompt is the text, the conversation or the tokens that an answer is generated for. */
public final class Prompt extends WireValue<GenerateRequest> {
  /** Returns the prompt of a request, whose other fields are ignored. */
  Prompt(GenerateRequest request) {
    super(
        switch (request.getPromptCase()) {
          case TEXT -> GenerateRequest.newBuilder().setText(request.getText()).build();
          case CHAT -> GenerateRequest.newBuilder().setChat(request.getChat()).build();
          case TOKENS -> GenerateRequest.newBuilder().setTokens(request.getTokens()).build();
          case TEMPLATE -> GenerateRequest.newBuilder().setTemplate(request.getTemplate()).build();
          case RESUME -> GenerateRequest.newBuilder().setResume(request.getResume()).build();
          case PROMPT_NOT_SET -> GenerateRequest.getDefaultInstance();
        });
  }

  /**
   * Returns a text that is tokenized as it stands, without chat template.
   *
   * @param text text to continue or to answer
   * @return the prompt
   */
  public static Prompt text(String text) {
    return new Prompt(GenerateRequest.newBuilder().setText(text).build());
  }

  /**
   * Returns a conversation, rendered with the chat template of the model.
   *
   * @param messages turns of the conversation, oldest first, at least one
   * @return the prompt
   */
  public static Prompt chat(ChatMessage... messages) {
    return chat(List.of(messages));
  }

  /**
   * Returns a conversation, rendered with the chat template of the model.
   *
   * @param messages turns of the conversation, oldest first, at least one
   * @return the prompt
   */
  public static Prompt chat(List<ChatMessage> messages) {
    ChatPrompt.Builder chat = ChatPrompt.newBuilder();
    messages.forEach(turn -> chat.addMessages(turn.message));
    return new Prompt(GenerateRequest.newBuilder().setChat(chat).build());
  }

  /**
   * Returns a conversation with tools that the model may call.
   *
   * @param messages turns of the conversation, oldest first, at least one
   * @param tools tools, each the JSON object that the model's chat template shows to the model
   * @return the prompt
   */
  public static Prompt chat(List<ChatMessage> messages, List<String> tools) {
    ChatPrompt chat = chat(messages).message.getChat().toBuilder().addAllTools(tools).build();
    return new Prompt(GenerateRequest.newBuilder().setChat(chat).build());
  }

  /**
   * Returns token ids that are used as they are, the only prompt for a model without tokenizer.
   *
   * @param tokenIds at least one token, none of them the model's mask token
   * @return the prompt
   */
  public static Prompt tokens(int... tokenIds) {
    return tokens(TokenIds.of(tokenIds));
  }

  /**
   * Returns token ids that are used as they are, the only prompt for a model without tokenizer.
   *
   * @param tokenIds at least one token, none of them the model's mask token
   * @return the prompt
   */
  public static Prompt tokens(TokenIds tokenIds) {
    TokenPrompt.Builder tokens = TokenPrompt.newBuilder();
    tokenIds.stream().forEach(tokens::addTokenIds);
    return new Prompt(GenerateRequest.newBuilder().setTokens(tokens).build());
  }

  /**
   * Returns token ids among which each mask token of the model is a free slot, denoised at its
   * place before the answer is.
   *
   * @param tokenIds at least one token
   * @return the prompt
   */
  public static Prompt tokensWithSlots(TokenIds tokenIds) {
    TokenPrompt tokens = tokens(tokenIds).message.getTokens().toBuilder().setSlots(true).build();
    return new Prompt(GenerateRequest.newBuilder().setTokens(tokens).build());
  }

  /**
   * Returns a text with free slots, which are denoised at their places before the answer is. {@link
   * Answer#slots} tells what they were filled with.
   *
   * @param parts texts and slots in their order, at least one
   * @return the prompt
   */
  public static Prompt template(TemplatePart... parts) {
    TemplatePrompt.Builder template = TemplatePrompt.newBuilder();
    for (TemplatePart part : parts) {
      template.addParts(part.message);
    }
    return new Prompt(GenerateRequest.newBuilder().setTemplate(template).build());
  }

  /** {@return the text; empty if this is another prompt} */
  public Optional<String> text() {
    return message.hasText() ? Optional.of(message.getText()) : Optional.empty();
  }

  /** {@return the turns of the conversation; empty if this is another prompt} */
  public List<ChatMessage> messages() {
    return message.getChat().getMessagesList().stream().map(ChatMessage::new).toList();
  }

  /** {@return the token ids; empty if this is another prompt} */
  public Optional<TokenIds> tokenIds() {
    return message.hasTokens()
        ? Optional.of(tokenIds(message.getTokens().getTokenIdsList()))
        : Optional.empty();
  }
}

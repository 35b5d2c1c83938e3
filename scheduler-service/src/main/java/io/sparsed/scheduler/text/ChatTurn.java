package io.sparsed.scheduler.text;

/**
 * A ChatTurn is one message of a conversation.
 *
 * @param role "system", "user" or "assistant"; the chat template decides about others
 * @param content text of the message, never interpreted as template code
 */
public record ChatTurn(String role, String content) {}

package io.sparsed.langchain4j;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Keeps what a model tells, and cancels after a number of parts. */
final class Handler implements StreamingChatResponseHandler {
  private final int most;
  private final List<String> parts = new CopyOnWriteArrayList<>();
  private final CompletableFuture<ChatResponse> response = new CompletableFuture<>();
  private final CompletableFuture<Throwable> error = new CompletableFuture<>();
  private final CompletableFuture<Boolean> cancelled = new CompletableFuture<>();

  Handler(int most) {
    this.most = most;
  }

  @Override
  public void onPartialResponse(PartialResponse part, PartialResponseContext context) {
    parts.add(part.text());
    if (parts.size() == most) {
      context.streamingHandle().cancel();
      cancelled.complete(context.streamingHandle().isCancelled());
    }
  }

  @Override
  public void onCompleteResponse(ChatResponse complete) {
    response.complete(complete);
  }

  @Override
  public void onError(Throwable failure) {
    error.complete(failure);
  }

  List<String> parts() {
    return parts;
  }

  boolean ended() {
    return response.isDone() || error.isDone();
  }

  ChatResponse awaitResponse() {
    return response.orTimeout(60, TimeUnit.SECONDS).join();
  }

  Throwable awaitError() {
    return error.orTimeout(60, TimeUnit.SECONDS).join();
  }

  void awaitCancelled() {
    var _ = cancelled.orTimeout(60, TimeUnit.SECONDS).join();
  }
}

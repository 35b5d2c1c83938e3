package io.sparsed.langchain4j;

import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import io.sparsed.client.Answer;
import io.sparsed.client.Cancellable;
import io.sparsed.client.Event;
import io.sparsed.client.FinishedPrefix;
import io.sparsed.client.GenerationListener;
import io.sparsed.client.ModelInfo;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A StreamedAnswer passes the events of a generation to LangChain4j's handler. The client's threads
 * call it one after the other; it may be cancelled from any thread.
 */
final class StreamedAnswer implements GenerationListener, StreamingHandle {
  private final List<ModelInfo> models;
  private final StreamingChatResponseHandler handler;
  private final CompletableFuture<Cancellable> generation = new CompletableFuture<>();
  private volatile boolean cancelled;

  // Used by one event after the other.
  private Event.@Nullable Accepted accepted;
  private @Nullable FinishedPrefix prefix;
  private int told;

  /** Creates the answer of one of the models. */
  StreamedAnswer(List<ModelInfo> models, StreamingChatResponseHandler handler) {
    this.models = models;
    this.handler = handler;
  }

  void begin(Cancellable started) {
    generation.complete(started);
  }

  @Override
  public void onEvent(Event event) {
    if (cancelled) {
      return;
    }
    if (event instanceof Event.Accepted first) {
      accepted = first;
      prefix =
          models.stream()
              .filter(model -> model.id().equals(first.model()))
              .findFirst()
              .map(FinishedPrefix::new)
              .orElse(null);
    } else if (event instanceof Event.Progress progress && prefix != null) {
      prefix.add(progress);
      tell(prefix.text());
    } else if (event instanceof Event.Finished finished && accepted != null) {
      Answer answer = finished.answer();
      tell(answer.text());
      if (!cancelled) {
        handler.onCompleteResponse(ResponseMapper.response(accepted, answer));
      }
    }
  }

  private void tell(String text) {
    if (text.length() > told) {
      String gained = text.substring(told);
      told = text.length();
      handler.onPartialResponse(new PartialResponse(gained), new PartialResponseContext(this));
    }
  }

  @Override
  public void onError(Throwable error) {
    if (!cancelled) {
      handler.onError(Failures.map(error));
    }
  }

  @Override
  public void cancel() {
    cancelled = true;
    var unused = generation.thenAccept(Cancellable::cancel);
  }

  @Override
  public boolean isCancelled() {
    return cancelled;
  }
}

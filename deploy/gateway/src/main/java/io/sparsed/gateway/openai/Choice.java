package io.sparsed.gateway.openai;

import static java.util.Objects.requireNonNull;

import io.sparsed.client.Answer;
import io.sparsed.client.Event;
import io.sparsed.client.FinishedPrefix;
import io.sparsed.client.GenerationRequest;
import io.sparsed.client.GenerationStream;
import io.sparsed.client.SparseDClient;
import io.sparsed.gateway.http.ClientGoneException;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A Choice runs one generation. It tells text only when no later step can change it, and ends the
 * generation where a stop text begins. One thread runs it; any may cancel it.
 */
final class Choice {
  private final SparseDClient client;
  private final GenerationStream stream;
  private final ModelFacts models;
  private final StopTexts stops;
  private final ChoiceListener listener;
  private final boolean readsSnapshots;
  private @Nullable FinishedPrefix prefix;
  private String told = "";
  private Event.@Nullable Accepted accepted;

  /** Starts the generation. */
  Choice(
      SparseDClient client,
      ModelFacts models,
      GenerationRequest request,
      StopTexts stops,
      ChoiceListener listener) {
    this.client = client;
    this.models = models;
    this.stops = stops;
    this.listener = listener;
    this.readsSnapshots = request.response().textSnapshots();
    this.stream = client.stream(request);
  }

  /**
   * Reads the generation to its end, or to a stop text.
   *
   * @throws io.sparsed.client.SparseDException if it fails or is cancelled
   */
  ChoiceResult run() throws ClientGoneException {
    try (stream) {
      while (stream.hasNext()) {
        switch (stream.next()) {
          case Event.Accepted event -> begin(event);
          case Event.Progress event -> {
            if (advance(event)) {
              return result("stop", requireNonNull(prefix).tokens(), Optional.empty());
            }
          }
          case Event.Finished event -> {
            return finish(event.answer());
          }
        }
      }
    }
    throw new IllegalStateException("hasNext() throws where the answer is missing");
  }

  /** Ends the generation, whose reader gets an exception. */
  void cancel() {
    stream.close();
  }

  private void begin(Event.Accepted event) throws ClientGoneException {
    accepted = event;
    if (readsSnapshots) {
      prefix = new FinishedPrefix(models.of(client, event.model()));
    }
    listener.accepted(event);
  }

  /** Returns whether a stop text ended the answer. */
  private boolean advance(Event.Progress event) throws ClientGoneException {
    listener.step(event);
    if (prefix == null) {
      return false;
    }
    prefix.add(event);
    String text = prefix.text();
    OptionalInt stop = stops.find(text);
    tell(text.substring(0, stop.orElseGet(() -> stops.safeLength(text))));
    return stop.isPresent();
  }

  private ChoiceResult finish(Answer answer) throws ClientGoneException {
    OptionalInt stop = stops.find(answer.text());
    tell(answer.text().substring(0, stop.orElse(answer.text().length())));
    return result(
        stop.isPresent() ? "stop" : ChoiceResult.name(answer.finishReason()),
        answer.usage().completionTokens(),
        Optional.of(answer));
  }

  private ChoiceResult result(String finishReason, int tokens, Optional<Answer> answer) {
    Event.Accepted begun = requireNonNull(accepted, "the first event is Accepted");
    return new ChoiceResult(
        begun.model(),
        begun.fingerprint(),
        told,
        finishReason,
        begun.promptTokens(),
        tokens,
        answer);
  }

  private void tell(String text) throws ClientGoneException {
    if (text.length() > told.length() && text.startsWith(told)) {
      listener.text(text.substring(told.length()));
      told = text;
    }
  }
}

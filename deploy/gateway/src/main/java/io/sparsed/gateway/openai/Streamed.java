package io.sparsed.gateway.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparsed.client.Event;
import io.sparsed.client.HeadPattern;
import io.sparsed.gateway.http.ClientGoneException;
import io.sparsed.gateway.http.Exchange;
import java.util.List;

/** Streams the answer of one call as server-sent events. Thread-safe, as its exchange is. */
final class Streamed {
  private final Exchange exchange;
  private final Responses responses;

  Streamed(Exchange exchange, Responses responses) {
    this.exchange = exchange;
    this.responses = responses;
  }

  /** Returns the listener of a choice. */
  ChoiceListener listener(int index) {
    return new Listener(index);
  }

  void end(int index, ChoiceResult result) throws ClientGoneException {
    if (responses.call().denoiseEvents() && result.answer().isPresent()) {
      tell(new DenoiseEvents(responses.id(), index).finished(result.answer().get()));
    }
    chunk(responses.end(result.model(), index, result.finishReason()));
  }

  void end(List<ChoiceResult> results) throws ClientGoneException {
    if (responses.call().includeUsage()) {
      chunk(responses.usageChunk(results));
    }
    exchange.event("data: [DONE]");
    exchange.endEvents();
  }

  private void chunk(ObjectNode json) throws ClientGoneException {
    exchange.event("data: " + Json.write(json));
  }

  /** Sends an event that is none of OpenAI's, named as its object is. */
  private void tell(ObjectNode json) throws ClientGoneException {
    exchange.event("event: " + json.path("object").asText() + "\ndata: " + Json.write(json));
  }

  private final class Listener implements ChoiceListener {
    private final int index;
    private final DenoiseEvents events;
    private String model = "";

    Listener(int index) {
      this.index = index;
      this.events = new DenoiseEvents(responses.id(), index);
    }

    @Override
    public void accepted(Event.Accepted event) throws ClientGoneException {
      model = event.model();
      chunk(responses.begin(model, index));
      if (responses.call().denoiseEvents()) {
        tell(events.accepted(event));
      }
    }

    @Override
    public void step(Event.Progress event) throws ClientGoneException {
      if (responses.call().denoiseEvents()) {
        tell(events.step(event));
      }
      for (HeadPattern pattern : event.patterns()) {
        tell(events.pattern(event, pattern));
      }
    }

    @Override
    public void text(String more) throws ClientGoneException {
      chunk(responses.text(model, index, more));
    }
  }
}

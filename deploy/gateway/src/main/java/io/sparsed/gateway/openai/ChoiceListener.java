package io.sparsed.gateway.openai;

import io.sparsed.client.Event;
import io.sparsed.gateway.http.ClientGoneException;

/** A ChoiceListener is told how the answer of a choice grows, by the choice's own thread. */
interface ChoiceListener {
  /** Hears that denoising begins. */
  void accepted(Event.Accepted event) throws ClientGoneException;

  /** Hears of a step. */
  void step(Event.Progress event) throws ClientGoneException;

  /** Hears how the answer goes on. */
  void text(String more) throws ClientGoneException;
}

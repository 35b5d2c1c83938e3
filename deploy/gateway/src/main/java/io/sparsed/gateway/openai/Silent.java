package io.sparsed.gateway.openai;

import io.sparsed.client.Event;

/** Listens to a choice whose answer is told as a whole. */
enum Silent implements ChoiceListener {
  INSTANCE;

  @Override
  public void accepted(Event.Accepted event) {}

  @Override
  public void step(Event.Progress event) {}

  @Override
  public void text(String more) {}
}

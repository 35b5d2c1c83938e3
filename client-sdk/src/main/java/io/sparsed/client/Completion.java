package io.sparsed.client;

import io.sparsed.v1.CompleteResponse;

/** A Completion is an answer, together with the options it was generated with. */
public final class Completion extends WireValue<CompleteResponse> {
  Completion(CompleteResponse message) {
    super(message);
  }

  /** {@return the request as it ran, with every default filled in} */
  public Event.Accepted accepted() {
    return new Event.Accepted(message.getAccepted());
  }

  /** {@return the finished generation} */
  public Answer answer() {
    return new Answer(message.getFinished());
  }

  /** {@return the text of the answer} */
  public String text() {
    return answer().text();
  }
}

package io.sparsed.client;

/**
 * A Completion is an answer, together with the options it was generated with.
 *
 * @param accepted the request as it ran, with every default filled in
 * @param answer the finished generation
 */
public record Completion(Event.Accepted accepted, Answer answer) {
  /** Returns the text of the answer. */
  public String text() {
    return answer.text();
  }
}

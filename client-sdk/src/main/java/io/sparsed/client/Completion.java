package io.sparsed.client;

/**
 * An answer and the request it was generated for.
 *
 * @param accepted the request as it was run, every default filled in
 * @param answer the answer
 */
public record Completion(Event.Accepted accepted, Answer answer) {
  /** The text of the answer. */
  public String text() {
    return answer.text();
  }
}

package io.sparsed.standalone.prompt;

import java.util.Objects;

/**
 * A Needle is a prompt whose answer is known.
 *
 * @param text text of the prompt
 * @param answer text that a right answer contains
 */
public record Needle(String text, String answer) {
  /** Throws if a component is null. */
  public Needle {
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(answer, "answer");
  }
}

package io.sparsed.standalone.prompt;

import java.util.Objects;

/**
 * A prompt whose answer is known.
 *
 * @param text what to ask
 * @param answer what a right answer contains
 */
public record Needle(String text, String answer) {
  /** Refuses null. */
  public Needle {
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(answer, "answer");
  }
}

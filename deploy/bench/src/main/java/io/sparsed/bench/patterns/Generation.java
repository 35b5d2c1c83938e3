package io.sparsed.bench.patterns;

import io.sparsed.client.TokenIds;
import java.util.Arrays;
import java.util.List;

/**
 * A dense generation whose canvas is known as it stood before each step.
 *
 * @param question what was asked
 * @param model id of the model
 * @param answer its text
 * @param history the generated part of the canvas after every step, at least one
 * @param maskTokenId the mask token of the model
 */
record Generation(
    Question question, String model, String answer, List<TokenIds> history, int maskTokenId) {
  /** Copies the list. */
  Generation {
    history = List.copyOf(history);
    if (history.isEmpty()) {
      throw new IllegalArgumentException("a generation without steps");
    }
  }

  /** Number of steps that were run. */
  int steps() {
    return history.size();
  }

  /** Tokens that were generated. */
  int length() {
    return history.getFirst().size();
  }

  /** The canvas as the forward of a step saw it: [prompt, then generation]. */
  int[] canvasBefore(int step) {
    int[] prompt = question.tokenIds();
    int[] canvas = Arrays.copyOf(prompt, prompt.length + length());
    if (step == 0) {
      Arrays.fill(canvas, prompt.length, canvas.length, maskTokenId);
    } else {
      System.arraycopy(history.get(step - 1).toArray(), 0, canvas, prompt.length, length());
    }
    return canvas;
  }
}

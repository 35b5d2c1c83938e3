package io.sparsed.bench.patterns;

import io.sparsed.client.Answer;
import io.sparsed.client.Event;
import io.sparsed.client.GenerationRequest;
import io.sparsed.client.GenerationStream;
import io.sparsed.client.ModelInfo;
import io.sparsed.client.Prompt;
import io.sparsed.client.ResponseOptions;
import io.sparsed.client.SparseDClient;
import io.sparsed.client.TokenIds;
import io.sparsed.standalone.terminal.ProgressLine;
import java.util.Arrays;
import java.util.List;

/**
 * A generation with dense attention whose canvas is known before each step.
 *
 * @param prompt the prompt
 * @param model id of the model
 * @param answer text of the answer
 * @param history the generated part of the canvas after every step, at least one
 * @param maskTokenId mask token of the model
 */
record DenseGeneration(
    TokenizedPrompt prompt, String model, String answer, List<TokenIds> history, int maskTokenId) {
  DenseGeneration {
    history = List.copyOf(history);
    if (history.isEmpty()) {
      throw new IllegalArgumentException("a generation without steps");
    }
  }

  /** Generates an answer. */
  static DenseGeneration run(SparseDClient client, TokenizedPrompt prompt, PatternsFlags flags) {
    ModelInfo model = client.models().getFirst();
    GenerationRequest request =
        GenerationRequest.builder(Prompt.tokens(prompt.tokenIds()))
            .model(model.id())
            .diffusion(flags.diffusion())
            .sparse(flags.dense())
            .response(ResponseOptions.defaults().withCanvasHistory())
            .build();
    try (GenerationStream stream = client.stream(request);
        ProgressLine progress = new ProgressLine("answer", flags.steps(), 0)) {
      while (stream.hasNext()) {
        if (stream.next() instanceof Event.Progress) {
          progress.step();
        }
      }
      Answer answer = stream.await();
      return new DenseGeneration(
          prompt, model.id(), answer.text(), answer.history(), model.maskTokenId());
    }
  }

  /** Returns the number of generated tokens. */
  int length() {
    return history.getFirst().size();
  }

  /** Returns the canvas that the forward of a step saw: prompt, then generation. */
  int[] canvasBefore(int step) {
    int[] canvas = Arrays.copyOf(prompt.tokenIds(), prompt.length() + length());
    if (step == 0) {
      Arrays.fill(canvas, prompt.length(), canvas.length, maskTokenId);
    } else {
      System.arraycopy(history.get(step - 1).toArray(), 0, canvas, prompt.length(), length());
    }
    return canvas;
  }
}

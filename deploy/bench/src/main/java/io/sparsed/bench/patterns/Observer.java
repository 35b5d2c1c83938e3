package io.sparsed.bench.patterns;

import io.grpc.StatusException;
import io.sparsed.client.Answer;
import io.sparsed.client.Event;
import io.sparsed.client.GenerationRequest;
import io.sparsed.client.GenerationStream;
import io.sparsed.client.ModelInfo;
import io.sparsed.client.Prompt;
import io.sparsed.client.ResponseOptions;
import io.sparsed.client.SparseDClient;
import io.sparsed.standalone.failure.UsageException;
import io.sparsed.standalone.terminal.ProgressLine;
import io.sparsed.worker.attention.BlockSelection;
import io.sparsed.worker.attention.Pattern;
import java.util.ArrayList;
import java.util.List;

/**
 * Generates with dense attention, then looks at the attention of its steps.
 *
 * @param flags what to run
 */
record Observer(RunFlags flags) {
  /** Generates an answer and keeps the canvas of every step. */
  Generation generate(SparseDClient client, Question question) {
    ModelInfo model = client.models().getFirst();
    GenerationRequest request =
        GenerationRequest.builder(Prompt.tokens(question.tokenIds()))
            .model(model.id())
            .diffusion(flags.diffusion())
            .sparse(flags.dense())
            .response(ResponseOptions.defaults().withCanvasHistory())
            .build();
    int steps = flags.diffusion().steps().orElseThrow();
    try (GenerationStream stream = client.stream(request);
        ProgressLine progress = new ProgressLine("answer", steps, 0)) {
      Answer answer = read(stream, progress);
      return new Generation(
          question, model.id(), answer.text(), answer.history(), model.maskTokenId());
    }
  }

  private static Answer read(GenerationStream stream, ProgressLine progress) {
    while (stream.hasNext()) {
      if (stream.next() instanceof Event.Progress) {
        progress.step();
      }
    }
    return stream.await();
  }

  /**
   * Takes the pattern of every chosen step.
   *
   * @throws StatusException if the worker fails
   * @throws InterruptedException if the calling thread is interrupted
   * @throws UsageException if the patterns would not fit into memory
   */
  Observation observe(PatternWorker worker, Generation generation)
      throws StatusException, InterruptedException {
    StepChoice choice = flags.choice();
    List<Snapshot> snapshots = new ArrayList<>();
    try (ProgressLine progress = new ProgressLine("patterns", choice.steps().size(), 0)) {
      for (int step : choice.steps()) {
        int prompt = generation.question().tokens();
        Pattern pattern = worker.patternOf(generation.canvasBefore(step), prompt, step);
        checkFits(pattern, choice.steps().size());
        snapshots.add(Snapshot.of(step, pattern, firstGeneration(pattern, prompt)));
        progress.step();
      }
    }
    return new Observation(snapshots, choice.steps().indexOf(choice.taken()));
  }

  /** Half of the heap is for everything else. */
  private static void checkFits(Pattern pattern, int count) {
    long needed = pattern.shape().bytes() * count;
    long there = Runtime.getRuntime().maxMemory() / 2;
    if (needed > there) {
      throw new UsageException(
          "%d patterns take %d MiB, and there are %d: give a larger --every or --block-size"
              .formatted(count, needed >> 20, there >> 20));
    }
  }

  private int firstGeneration(Pattern pattern, int promptLength) {
    var shape = pattern.shape();
    return BlockSelection.of(
            shape.canvasLength(), promptLength, shape.blockSize(), flags.sparsity().select())
        .last();
  }
}

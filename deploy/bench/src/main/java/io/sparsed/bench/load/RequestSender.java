package io.sparsed.bench.load;

import io.sparsed.client.Answer;
import io.sparsed.client.Event;
import io.sparsed.client.GenerationRequest;
import io.sparsed.client.GenerationStream;
import io.sparsed.client.ModelInfo;
import io.sparsed.client.OverloadedException;
import io.sparsed.client.Prompt;
import io.sparsed.client.SparseDClient;
import io.sparsed.client.SparseDException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** Sends requests of random tokens and checks their answers. Thread-safe. */
final class RequestSender {
  private final SparseDClient client;
  private final ModelInfo model;
  private final RequestShape shape;
  private final AtomicLong sent = new AtomicLong();

  RequestSender(SparseDClient client, ModelInfo model, RequestShape shape) {
    this.client = client;
    this.model = model;
    this.shape = shape;
  }

  /**
   * Sends a request and waits for its answer.
   *
   * @param dueNanos time at which the request was due: if it was sent late, its user waited
   */
  Outcome send(long dueNanos) {
    try (GenerationStream events = client.stream(request())) {
      int steps = 0;
      while (events.hasNext()) {
        Event event = events.next();
        if (event instanceof Event.Progress progress && progress.step() != steps++) {
          return new Outcome.Failed("STEP_LOST");
        }
        if (event instanceof Event.Finished finished) {
          Answer answer = finished.answer();
          boolean complete =
              steps == shape.steps() && answer.tokenIds().size() == shape.generated();
          return complete
              ? new Outcome.Answered(answer, System.nanoTime() - dueNanos)
              : new Outcome.Failed("INCOMPLETE");
        }
      }
      return new Outcome.Failed("NO_ANSWER");
    } catch (OverloadedException e) {
      return new Outcome.Refused(
          e.reason(), System.nanoTime() - dueNanos, e.retryDelay().orElse(Duration.ZERO));
    } catch (SparseDException e) {
      return new Outcome.Failed(e.reason());
    }
  }

  private GenerationRequest request() {
    long number = sent.incrementAndGet();
    int[] prompt =
        new Random(number)
            .ints(shape.prompt(), 0, Math.min(model.vocabularySize(), model.maskTokenId()))
            .toArray();
    return GenerationRequest.builder(Prompt.tokens(prompt))
        .model(model.id())
        .diffusion(shape.diffusion(number))
        .sparse(shape.sparse())
        .build();
  }
}

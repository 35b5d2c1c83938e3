package io.sparsed.containers;

import io.sparsed.client.Answer;
import io.sparsed.client.DiffusionOptions;
import io.sparsed.client.Event;
import io.sparsed.client.GenerationRequest;
import io.sparsed.client.GenerationStream;
import io.sparsed.client.Prompt;
import io.sparsed.client.SparseDClient;
import io.sparsed.client.TokenIds;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Requests that run at once, each long enough for something to happen to its servers. */
final class Requests {
  private static final int COUNT = 4;
  private static final int STEPS = 48;
  private static final long LIMIT_SECONDS = 240;

  private static List<TokenIds> undisturbed = List.of();

  private final CountDownLatch underway = new CountDownLatch(COUNT);
  private final List<FutureTask<Answer>> answers;

  private Requests(SparseDClient client) {
    answers =
        IntStream.range(0, COUNT)
            .mapToObj(seed -> inBackground(() -> follow(client.stream(request(seed)))))
            .toList();
  }

  /** Starts the requests, and returns once each has done an eighth of its steps. */
  static Requests underway(SparseDClient client) throws InterruptedException {
    Requests requests = new Requests(client);
    requests.awaitUnderway();
    return requests;
  }

  /** Returns the tokens of the requests when nothing happens to their servers. */
  static synchronized List<TokenIds> undisturbed(SparseDClient client) {
    if (undisturbed.isEmpty()) {
      undisturbed = new Requests(client).tokens();
    }
    return undisturbed;
  }

  /** Returns whether a request has not been answered yet. */
  boolean areUnderway() {
    return answers.stream().anyMatch(answer -> !answer.isDone());
  }

  private void awaitUnderway() throws InterruptedException {
    if (!underway.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException(underway.getCount() + " requests do not begin");
    }
  }

  /** Returns the answers in the order of the seeds, once all are there. */
  List<Answer> answers() {
    return answers.stream().map(Requests::get).toList();
  }

  /** Returns the tokens of the answers, once all are there. */
  List<TokenIds> tokens() {
    return answers().stream().map(Answer::tokenIds).toList();
  }

  private Answer follow(GenerationStream stream) {
    try (stream) {
      boolean isUnderway = false;
      while (stream.hasNext()) {
        if (stream.next() instanceof Event.Progress progress
            && progress.step() >= STEPS / 8
            && !isUnderway) {
          isUnderway = true;
          underway.countDown();
        }
      }
      return stream.await();
    }
  }

  /** Returns a request whose tokens are sampled, so that every step counts. */
  private static GenerationRequest request(long seed) {
    DiffusionOptions.Builder diffusion =
        DiffusionOptions.builder().genLength(STEPS).steps(STEPS).temperature(0.8).seed(seed);
    String story = "The code for the blue door is %d. ".formatted(4821 + seed).repeat(10);
    return GenerationRequest.builder(Prompt.text(story))
        .model(Deployment.LLADA)
        .diffusion(diffusion.build())
        .build();
  }

  private static FutureTask<Answer> inBackground(Callable<Answer> work) {
    FutureTask<Answer> task = new FutureTask<>(work);
    Thread.startVirtualThread(task);
    return task;
  }

  private static Answer get(FutureTask<Answer> answer) {
    try {
      return answer.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}

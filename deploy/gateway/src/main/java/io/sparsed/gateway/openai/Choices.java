package io.sparsed.gateway.openai;

import io.sparsed.client.SparseDException;
import io.sparsed.gateway.http.ClientGoneException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs the choices of a call side by side. */
final class Choices {
  private Choices() {}

  /** An End is told of a choice that is finished, by the choice's thread. */
  @FunctionalInterface
  interface End {
    void of(int index, ChoiceResult result) throws ClientGoneException;
  }

  /**
   * Runs the choices and returns their results in order. If one fails the others are cancelled.
   *
   * @throws SparseDException if a choice fails
   * @throws ClientGoneException if nobody reads the answer any more
   */
  static List<ChoiceResult> run(List<Choice> choices, End end) throws ClientGoneException {
    if (choices.size() == 1) {
      ChoiceResult result = choices.getFirst().run();
      end.of(0, result);
      return List.of(result);
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        return results(choices, end, threads);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("the gateway closes", e);
      } finally {
        choices.forEach(Choice::cancel);
      }
    }
  }

  private static List<ChoiceResult> results(List<Choice> choices, End end, ExecutorService threads)
      throws ClientGoneException, InterruptedException {
    ExecutorCompletionService<ChoiceResult> completions = new ExecutorCompletionService<>(threads);
    List<Future<ChoiceResult>> futures = new ArrayList<>();
    for (int i = 0; i < choices.size(); i++) {
      int index = i;
      Callable<ChoiceResult> run =
          () -> {
            ChoiceResult result = choices.get(index).run();
            end.of(index, result);
            return result;
          };
      futures.add(completions.submit(run));
    }
    for (int i = 0; i < choices.size(); i++) {
      // The first failure ends all.
      var _ = result(completions.take());
    }
    List<ChoiceResult> results = new ArrayList<>();
    for (Future<ChoiceResult> future : futures) {
      results.add(result(future));
    }
    return results;
  }

  private static ChoiceResult result(Future<ChoiceResult> future)
      throws ClientGoneException, InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case SparseDException failure -> throw failure;
        case ClientGoneException gone -> throw gone;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }
}

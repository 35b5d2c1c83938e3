package io.sparsed.bench.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A StreamsRun is what many streams at once took.
 *
 * @param way how the answers came
 * @param time time until the last stream ended
 * @param tokens tokens of all answers
 * @param lost tokens that did not come
 */
record StreamsRun(String way, Duration time, int tokens, int lost) {

  /** Runs as many streams as there are clients, each on a thread of its own. */
  static StreamsRun of(String way, int clients, int tokensOfEach, Streams streams)
      throws InterruptedException {
    long startNanos = System.nanoTime();
    int read = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        answers.add(threads.submit(streams::read));
      }
      for (Future<Integer> answer : answers) {
        read += answer.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a stream failed", e.getCause());
    }
    Duration time = Duration.ofNanos(System.nanoTime() - startNanos);
    int tokens = clients * tokensOfEach;
    return new StreamsRun(way, time, tokens, tokens - read);
  }

  double seconds() {
    return time.toNanos() / 1e9;
  }

  double microsPerToken() {
    return time.toNanos() / 1e3 / tokens;
  }
}

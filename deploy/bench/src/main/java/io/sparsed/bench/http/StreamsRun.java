package io.sparsed.bench.http;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A StreamsRun is what many streams at once took.
 *
 * @param wallNanos time until the last stream ended
 * @param cpuNanos time of all cores in this process
 * @param tokens tokens of all answers
 * @param lost tokens that did not come
 */
record StreamsRun(long wallNanos, long cpuNanos, int tokens, int lost) {
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  /** Runs as many streams as there are clients, each on a thread of its own. */
  static StreamsRun of(int clients, int tokensOfEach, Streams streams) throws InterruptedException {
    long startNanos = System.nanoTime();
    long startCpuNanos = PROCESS.getProcessCpuTime();
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
    int tokens = clients * tokensOfEach;
    return new StreamsRun(
        System.nanoTime() - startNanos,
        PROCESS.getProcessCpuTime() - startCpuNanos,
        tokens,
        tokens - read);
  }

  double wallMicrosPerToken() {
    return wallNanos / 1e3 / tokens;
  }

  double cpuMicrosPerToken() {
    return cpuNanos / 1e3 / tokens;
  }
}

package io.sparsed.standalone.batch;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does work on several items at once and hands on the results in the order of the items. */
public final class OrderedWork {
  /** How far the workers may run ahead of the oldest unfinished item. */
  private static final int WINDOW_PER_THREAD = 4;

  private OrderedWork() {}

  /** May fail. */
  @FunctionalInterface
  public interface Work<T, R> {
    R on(T item) throws InterruptedException;
  }

  /** Takes results one by one. */
  @FunctionalInterface
  public interface Sink<R> {
    void accept(R result) throws IOException;
  }

  /**
   * Returns when every result is handed on.
   *
   * @param concurrency items that are worked on at once, at least 1
   * @throws RuntimeException what work on the oldest unfinished item threw; nothing after it is
   *     handed on, and the rest is interrupted
   */
  public static <T, R> void run(Iterator<T> items, int concurrency, Work<T, R> work, Sink<R> sink)
      throws IOException, InterruptedException {
    Queue<Future<R>> window = new ArrayDeque<>();
    ExecutorService threads =
        Executors.newFixedThreadPool(concurrency, Thread.ofVirtual().factory());
    try (threads) {
      try {
        while (items.hasNext() || !window.isEmpty()) {
          while (items.hasNext() && window.size() < concurrency * WINDOW_PER_THREAD) {
            T item = items.next();
            window.add(threads.submit(() -> work.on(item)));
          }
          sink.accept(window.remove().get());
        }
      } catch (ExecutionException e) {
        throw e.getCause() instanceof RuntimeException cause
            ? cause
            : new IllegalStateException(e.getCause());
      } finally {
        threads.shutdownNow();
      }
    }
  }
}

package io.sparsed.standalone.batch;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Works on several items at once, and passes the results on in the order of the items. */
public final class OrderedWork {
  /** Items a thread that may be taken beyond the oldest unfinished one. */
  private static final int WINDOW_PER_THREAD = 4;

  private OrderedWork() {}

  /** A Work makes the result of an item. */
  @FunctionalInterface
  public interface Work<T, R> {
    R on(T item) throws InterruptedException;
  }

  /** A Sink takes the results one by one. */
  @FunctionalInterface
  public interface Sink<R> {
    void accept(R result) throws IOException;
  }

  /**
   * Works on all items, and returns when every result is passed on.
   *
   * @param concurrency items that are worked on at once, at least 1
   * @throws RuntimeException if the work on an item throws it; results of later items are not
   *     passed on, and work on them is interrupted
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

package io.sparsed.worker.device;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A FollowerThread owns a device that follows the first one of a worker, and runs tasks on it, one
 * after another. A task may wait for others that come after it. The methods are safe from any
 * thread, but for {@link #runNext}.
 */
final class FollowerThread implements AutoCloseable {
  private final int device;
  private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
  private volatile boolean isClosed;

  /** Starts the thread of a device. */
  FollowerThread(int device) {
    this.device = device;
    Thread.ofPlatform().name("device-" + device).daemon().start(this::runAll);
  }

  /** Returns the index of the device. */
  int device() {
    return device;
  }

  private void runAll() {
    while (!isClosed) {
      runNext();
    }
  }

  /** Waits for the next task and runs it, on the device's thread. */
  void runNext() {
    try {
      tasks.take().run();
    } catch (InterruptedException e) {
      isClosed = true; // nobody interrupts this thread
    }
  }

  /** Returns a future of what a task returns. */
  <T> CompletableFuture<T> submit(Callable<T> task) {
    var result = new CompletableFuture<T>();
    tasks.add(() -> complete(result, task));
    return result;
  }

  /** Makes a thread that waits for a task look about. */
  void wake() {
    tasks.add(() -> {});
  }

  /** Runs a task on the calling thread and returns its outcome. */
  static <T> CompletableFuture<T> run(Callable<T> task) {
    var result = new CompletableFuture<T>();
    complete(result, task);
    return result;
  }

  private static <T> void complete(CompletableFuture<T> result, Callable<T> task) {
    try {
      result.complete(task.call());
    } catch (Throwable e) {
      result.completeExceptionally(e);
    }
  }

  /** Ends the thread after the tasks that were submitted. */
  @Override
  public void close() {
    tasks.add(() -> isClosed = true);
  }
}

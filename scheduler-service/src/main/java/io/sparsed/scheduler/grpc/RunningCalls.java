package io.sparsed.scheduler.grpc;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A RunningCalls knows the threads of the calls that run, so that a drain can wait for their end.
 */
final class RunningCalls {

  @GuardedBy("this")
  private final Set<Thread> threads = new HashSet<>();

  @GuardedBy("this")
  private boolean isOver;

  /** Adds the current thread; a thread that comes too late is interrupted. */
  synchronized void add() {
    threads.add(Thread.currentThread());
    if (isOver) {
      Thread.currentThread().interrupt();
    }
  }

  synchronized void remove() {
    threads.remove(Thread.currentThread());
    notifyAll();
  }

  /** Waits until no call runs, and returns the number of those that still do at the limit. */
  synchronized int awaitNone(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    long left = limit.toNanos();
    while (!threads.isEmpty() && left > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
      left = end - System.nanoTime();
    }
    return threads.size();
  }

  /** Interrupts every call. */
  synchronized void end() {
    isOver = true;
    threads.forEach(Thread::interrupt);
  }

  /** Returns true if calls are interrupted because the scheduler shuts down. */
  synchronized boolean isOver() {
    return isOver;
  }
}

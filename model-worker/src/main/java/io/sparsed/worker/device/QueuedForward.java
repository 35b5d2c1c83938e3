package io.sparsed.worker.device;

import io.sparsed.worker.model.Cancellation;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * A QueuedForward is a forward that waits for the device or runs on it. The device thread completes
 * its result.
 *
 * @param stop asked before the pass and between layers
 * @param sinceNanos time of {@link System#nanoTime} at which it came
 * @param result completes exceptionally as {@link ModelRunner#run(Forward, Cancellation)} throws
 */
record QueuedForward(
    Forward forward, Cancellation stop, long sinceNanos, CompletableFuture<ForwardResult> result) {
  /** Makes a forward that comes now. */
  QueuedForward(Forward forward, Cancellation stop) {
    this(forward, stop, System.nanoTime(), new CompletableFuture<>());
  }

  /** Completes the result with what the work returns, or with why it failed. */
  void complete(Supplier<ForwardResult> work) {
    try {
      stop.check();
      result.complete(work.get());
    } catch (RuntimeException e) {
      result.completeExceptionally(e);
    }
  }
}

package io.sparsed.worker.device;

import io.sparsed.worker.model.Cancellation;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * A forward to run, and its result when it ran. The device thread settles it.
 *
 * @param stop asked before the pass and between layers
 * @param result completes exceptionally as {@link ModelRunner#run} throws
 */
public record Job(Forward forward, Cancellation stop, CompletableFuture<ForwardResult> result) {
  /** A job that was not run. */
  public Job(Forward forward, Cancellation stop) {
    this(forward, stop, new CompletableFuture<>());
  }

  /** Completes the result with what the work gives, or with why it failed. */
  void settle(Supplier<ForwardResult> work) {
    try {
      stop.check();
      result.complete(work.get());
    } catch (RuntimeException e) {
      result.completeExceptionally(e);
    }
  }
}

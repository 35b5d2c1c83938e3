package io.sparsed.worker.device;

import io.opentelemetry.api.trace.Span;
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
 * @param span span of the call that brought it
 */
record QueuedForward(
    Forward forward,
    Cancellation stop,
    long sinceNanos,
    CompletableFuture<ForwardResult> result,
    Span span) {
  /** Makes a forward that comes now. */
  QueuedForward(Forward forward, Cancellation stop) {
    this(forward, stop, System.nanoTime(), new CompletableFuture<>(), Span.current());
  }

  /** Tells the span of the pass that the forward is about to run in. */
  void beginsWith(int forwards) {
    span.setAttribute("sparsed.batch", forwards);
    span.setAttribute("sparsed.wait_ms", (System.nanoTime() - sinceNanos) / 1_000_000);
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

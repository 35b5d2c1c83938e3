package io.sparsed.worker.device;

import io.sparsed.worker.tensor.Communicator.AbortedException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The Outcomes of a function are what it returned, or why it failed, on each device of a worker.
 *
 * @param each outcome of each device
 */
record Outcomes<T>(List<CompletableFuture<T>> each) {
  /**
   * Waits for all devices and returns the results.
   *
   * @param broken fails if one of them will not come back, which ends the wait
   * @throws CompletionException if one failed
   * @throws CancellationException if one was cancelled
   */
  List<T> join(CompletableFuture<Void> broken) {
    var all = CompletableFuture.allOf(each.toArray(CompletableFuture<?>[]::new));
    CompletableFuture.anyOf(all, broken).join();
    return each.stream().map(CompletableFuture::join).toList();
  }

  /** Closes the results of the devices that did not fail; all have come back. */
  void close() {
    each.stream().filter(outcome -> !outcome.isCompletedExceptionally()).forEach(Outcomes::close);
  }

  private static void close(CompletableFuture<?> outcome) {
    if (outcome.join() instanceof AutoCloseable result) {
      try {
        result.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Returns the failure that those of other devices followed from; one at least failed. */
  RuntimeException cause() {
    var failures = each.stream().flatMap(outcome -> failure(outcome).stream()).toList();
    var cause =
        failures.stream()
            .filter(failure -> !followsAnother(failure))
            .findFirst()
            .orElse(failures.getFirst());
    return cause instanceof RuntimeException failure ? failure : new CompletionException(cause);
  }

  private static Optional<Throwable> failure(CompletableFuture<?> outcome) {
    return outcome.handle((_, failure) -> Optional.<Throwable>ofNullable(failure)).join();
  }

  private static boolean followsAnother(Throwable failure) {
    return failure instanceof AbortedException || failure instanceof CancellationException;
  }
}

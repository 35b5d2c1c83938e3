package io.sparsed.scheduler.admission;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A request until it is let in or sent away. Its thread waits, any other decides. */
final class Waiter {

  private final Arrival arrival;
  private final CompletableFuture<Permit> outcome = new CompletableFuture<>();

  Waiter(Arrival arrival) {
    this.arrival = arrival;
  }

  Arrival arrival() {
    return arrival;
  }

  void admit(Permit permit) {
    outcome.complete(permit);
  }

  void refuse(RuntimeException why) {
    outcome.completeExceptionally(why);
  }

  /** Gives back a place that nobody came to take. */
  void abandon() {
    var _ = outcome.thenAccept(Permit::close);
  }

  /** Waits for the outcome. */
  Permit await() throws InterruptedException {
    try {
      return outcome.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException why ? why : new IllegalStateException(e);
    }
  }
}

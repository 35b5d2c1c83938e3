package io.sparsed.scheduler.admission;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A WaitingRequest blocks its own thread until another admits or refuses it. Thread-safe. */
final class WaitingRequest {

  private final Arrival arrival;
  private final CompletableFuture<Permit> outcome = new CompletableFuture<>();

  WaitingRequest(Arrival arrival) {
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

  /** Closes the permit, if one was or will be given, because the request's thread has left. */
  void abandon() {
    var _ = outcome.thenAccept(Permit::close);
  }

  /** Waits for the permit and returns it, or throws the exception given to {@link #refuse}. */
  Permit await() throws InterruptedException {
    try {
      return outcome.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException why ? why : new IllegalStateException(e);
    }
  }
}

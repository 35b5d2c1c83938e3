package io.sparsed.client;

import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Keeps what a listener hears. Thread-safe. */
final class Recorder implements GenerationListener {
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Throwable> error = new CompletableFuture<>();
  private final CompletableFuture<Answer> answer = new CompletableFuture<>();

  @Override
  public void onEvent(Event event) {
    events.add(event);
    if (event instanceof Event.Finished finished) {
      answer.complete(finished.answer());
    }
  }

  @Override
  public void onError(Throwable failure) {
    if (!error.complete(failure)) {
      events.clear();
      throw new AssertionError("a second error", failure);
    }
  }

  List<Event> events() {
    return List.copyOf(events);
  }

  void awaitEvents(int count) {
    await().until(() -> events.size() >= count);
  }

  Throwable awaitError() throws Exception {
    return error.get(20, TimeUnit.SECONDS);
  }

  Answer awaitAnswer() throws Exception {
    return answer.get(60, TimeUnit.SECONDS);
  }
}

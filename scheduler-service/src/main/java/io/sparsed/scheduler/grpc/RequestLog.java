package io.sparsed.scheduler.grpc;

import io.grpc.Status;
import io.sparsed.scheduler.generation.EventSink;
import io.sparsed.scheduler.generation.GenerationEvent;
import io.sparsed.scheduler.text.Excerpt;
import java.time.Duration;
import java.util.StringJoiner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A RequestLog writes a line for a request when it has ended. Owned by the request's thread. */
final class RequestLog implements EventSink {

  private static final Logger log = LoggerFactory.getLogger(RequestLog.class);

  private final EventSink events;
  private final StringJoiner line = new StringJoiner(" ");
  private final long startNanos = System.nanoTime();

  /**
   * Creates a log that passes the request's events on.
   *
   * @param model id of the model that the request names; empty for the only one
   */
  RequestLog(String requestId, String model, EventSink events) {
    this.events = events;
    line.add("request id=" + requestId).add("client=" + ClientInterceptor.address());
    if (!model.isEmpty()) {
      line.add("model=" + Excerpt.of(model));
    }
  }

  @Override
  public void emit(GenerationEvent event) {
    switch (event) {
      case GenerationEvent.Accepted(var spec) -> {
        line.add("prompt_tokens=" + spec.prompt().length());
        line.add("gen_length=" + spec.denoising().genLength());
      }
      case GenerationEvent.Progress _ -> {}
      case GenerationEvent.Finished finished -> {
        line.add("finish=" + (finished.answer().endsWithEos() ? "eos" : "length"));
        line.add("waited_ms=" + finished.timings().queued().toMillis());
        line.add("steps=" + (finished.usage().denseSteps() + finished.usage().sparseSteps()));
        line.add("tokens=" + finished.usage().completionTokens());
      }
    }
    events.emit(event);
  }

  @Override
  public boolean awaitReady(Duration patience) {
    return events.awaitReady(patience);
  }

  /** Writes the line: as an error if the scheduler failed, as a warning if its workers did. */
  void end(Status status) {
    line.add("status=" + status.getCode());
    line.add("duration_ms=" + Duration.ofNanos(System.nanoTime() - startNanos).toMillis());
    if (!status.isOk()) {
      line.add("message=\"" + Excerpt.of(String.valueOf(status.getDescription()), 500) + "\"");
    }
    switch (status.getCode()) {
      case INTERNAL -> log.error("{}", line, status.getCause());
      case UNAVAILABLE -> log.warn("{}", line);
      default -> log.info("{}", line);
    }
  }
}

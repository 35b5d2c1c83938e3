package io.sparsed.scheduler.grpc;

import io.grpc.Context;
import io.grpc.Status;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.sparsed.scheduler.generation.EventSink;
import io.sparsed.scheduler.generation.GenerationEvent;
import io.sparsed.scheduler.text.Excerpt;
import io.sparsed.v1.GenerationServiceGrpc;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;

/** A CallLog collects what the log tells of one call, and writes it as one line. Thread-safe. */
final class CallLog {

  private static final Logger log = LoggerFactory.getLogger(CallLog.class);
  private static final Context.Key<CallLog> CURRENT = Context.key("call log");
  private static final int MESSAGE_LENGTH = 500;
  private static final String REQUEST_ID = "request_id";
  private static final String TRACE_ID = "trace_id";

  private static final Set<String> GENERATIONS =
      Set.of(
          String.valueOf(GenerationServiceGrpc.getGenerateMethod().getBareMethodName()),
          String.valueOf(GenerationServiceGrpc.getCompleteMethod().getBareMethodName()));

  private final RefusalLog refusals;
  private final RequestMetrics metrics;
  private final String method;
  private final String call;
  private final StringJoiner fields = new StringJoiner(" ");
  private final long startNanos = System.nanoTime();
  private String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  private String model = "";
  private String traceId = "";
  private boolean isAdmitted;

  /**
   * Creates the log of a call that has an id of its own until it is given one.
   *
   * @param refusals log of calls that are refused before they are admitted
   * @param metrics counts the call if it is a generation
   * @param client address of the client
   */
  CallLog(RefusalLog refusals, RequestMetrics metrics, String client, String method) {
    this.refusals = refusals;
    this.metrics = metrics;
    this.method = method;
    this.call = "client=" + client + " method=" + method;
  }

  /** Returns the log of the current call. */
  static CallLog current() {
    return CURRENT.get();
  }

  /** Returns a context in which this is the current log. */
  Context in(Context context) {
    return context.withValue(CURRENT, this);
  }

  synchronized String id() {
    return id;
  }

  /**
   * Gives the call, and what this thread logs from now on, the id of its request.
   *
   * @param model id of the model that the request names; empty for the only one
   */
  synchronized void name(String requestId, String model) {
    id = requestId;
    this.model = model;
    SpanContext trace = Span.current().getSpanContext();
    traceId = trace.isValid() ? trace.getTraceId() : "";
    Span.current().setAttribute("sparsed.request_id", requestId);
    MDC.put(REQUEST_ID, requestId);
    MDC.put(TRACE_ID, traceId);
    if (!model.isEmpty()) {
      fields.add("model=" + Excerpt.of(model));
    }
  }

  /** Tells whose token the call carries. */
  synchronized void token(String name) {
    fields.add("token_name=" + name);
  }

  /** Returns a sink that collects what events tell, and passes them on. */
  EventSink collecting(EventSink events) {
    return new EventSink() {
      @Override
      public void emit(GenerationEvent event) {
        collect(event);
        events.emit(event);
      }

      @Override
      public boolean awaitReady(Duration patience) {
        return events.awaitReady(patience);
      }
    };
  }

  private synchronized void collect(GenerationEvent event) {
    switch (event) {
      case GenerationEvent.Accepted(var spec) -> {
        isAdmitted = true;
        model = spec.model().facts().id();
        fields.add("prompt_tokens=" + spec.prompt().length());
        fields.add("gen_length=" + spec.denoising().genLength());
      }
      case GenerationEvent.Progress _ -> {}
      case GenerationEvent.Finished finished -> {
        fields.add("finish=" + (finished.answer().endsWithEos() ? "eos" : "length"));
        fields.add("waited_ms=" + finished.timings().queued().toMillis());
        fields.add("steps=" + (finished.usage().denseSteps() + finished.usage().sparseSteps()));
        fields.add("tokens=" + finished.usage().completionTokens());
      }
    }
  }

  /** Writes the line: as an error if the scheduler failed, as a warning if workers were lost. */
  synchronized void end(Status status) {
    if (GENERATIONS.contains(method)) {
      metrics.ended(model, status.getCode());
    }
    StringJoiner line = new StringJoiner(" ").add("request id=" + id).add(call);
    if (fields.length() > 0) {
      line.merge(fields);
    }
    line.add("status=" + status.getCode());
    line.add("duration_ms=" + Duration.ofNanos(System.nanoTime() - startNanos).toMillis());
    if (!status.isOk()) {
      String message = String.valueOf(status.getDescription());
      line.add("message=\"" + Excerpt.of(message, MESSAGE_LENGTH) + "\"");
    }
    try (var _ = MDC.putCloseable(REQUEST_ID, id);
        var _ = MDC.putCloseable(TRACE_ID, traceId)) {
      write(status, line);
    }
  }

  private void write(Status status, StringJoiner line) {
    switch (status.getCode()) {
      case INTERNAL, UNKNOWN -> log.error("{}", line, status.getCause());
      case OK -> log.atLevel(isAdmitted ? Level.INFO : Level.DEBUG).log("{}", line);
      default -> {
        if (!isAdmitted) {
          refusals.add(line.toString());
        } else {
          Level level = status.getCode() == Status.Code.UNAVAILABLE ? Level.WARN : Level.INFO;
          log.atLevel(level).log("{}", line);
        }
      }
    }
  }
}

package io.sparsed.worker.grpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sparsed.v1.WorkerServiceGrpc;

/** A CallMetrics counts forwards by status, and transfers of patterns. Thread-safe. */
public final class CallMetrics implements ServerInterceptor {
  private final MeterRegistry registry;
  private final String model;
  private final Counter received;
  private final Counter sent;

  /**
   * Registers the counters, each at 0.
   *
   * @param model id of the model that is served
   */
  public CallMetrics(MeterRegistry registry, String model) {
    this.registry = registry;
    this.model = model;
    this.received = transfers("received");
    this.sent = transfers("sent");
    for (var code : Status.Code.values()) {
      var _ = forwards(code);
    }
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    return next.startCall(
        new SimpleForwardingServerCall<>(call) {
          @Override
          public void close(Status status, Metadata trailers) {
            ended(call.getMethodDescriptor(), status);
            super.close(status, trailers);
          }
        },
        headers);
  }

  private void ended(MethodDescriptor<?, ?> method, Status status) {
    if (Methods.areSame(method, WorkerServiceGrpc.getForwardMethod())) {
      forwards(status.getCode()).increment();
    } else if (Methods.areSame(method, WorkerServiceGrpc.getPutPatternMethod()) && status.isOk()) {
      received.increment();
    } else if (Methods.areSame(method, WorkerServiceGrpc.getGetPatternMethod()) && status.isOk()) {
      sent.increment();
    }
  }

  private Counter forwards(Status.Code code) {
    return Counter.builder("sparsed.forwards")
        .description("Forwards that ended, by model and gRPC status")
        .tags("model", model, "code", code.name())
        .register(registry);
  }

  private Counter transfers(String direction) {
    return Counter.builder("sparsed.patterns.transfers")
        .description("Patterns that were received or sent")
        .tag("direction", direction)
        .register(registry);
  }
}

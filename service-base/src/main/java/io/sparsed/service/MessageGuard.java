package io.sparsed.service;

import io.grpc.BindableService;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.Objects;
import java.util.function.Function;

/**
 * A MessageGuard refuses calls whose message cannot be read, is missing or is not the only one.
 * Without it gRPC logs a stack trace for an unreadable one, and answers UNKNOWN. Thread-safe.
 */
public final class MessageGuard implements ServerInterceptor {
  private final Function<String, StatusRuntimeException> refusal;

  private MessageGuard(Function<String, StatusRuntimeException> refusal) {
    this.refusal = refusal;
  }

  /**
   * Returns a service that refuses such calls. Its methods have descriptors of their own, equal to
   * those of the generated code in name only.
   *
   * @param refusal returns the status of a sentence that says what to do, with its trailers
   */
  public static ServerServiceDefinition of(
      BindableService service, Function<String, StatusRuntimeException> refusal) {
    // Messages are read behind the guard then, not before every interceptor.
    ServerServiceDefinition streams =
        ServerInterceptors.useInputStreamMessages(service.bindService());
    return ServerInterceptors.intercept(streams, new MessageGuard(refusal));
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    return new Guarded<>(call, next.startCall(call, headers));
  }

  private final class Guarded<Q> extends SimpleForwardingServerCallListener<Q> {
    private final ServerCall<Q, ?> call;
    private final boolean takesOne;
    private boolean hasMessage;
    private boolean isRefused;

    Guarded(ServerCall<Q, ?> call, ServerCall.Listener<Q> listener) {
      super(listener);
      this.call = call;
      this.takesOne = call.getMethodDescriptor().getType().clientSendsOneMessage();
    }

    @Override
    public void onMessage(Q message) {
      if (takesOne && hasMessage) {
        refuse("Send one message only.");
      }
      hasMessage = true;
      if (isRefused) {
        return;
      }
      try {
        super.onMessage(message);
      } catch (StatusRuntimeException e) {
        if (!(e.getCause() instanceof IOException unreadable)) {
          throw e;
        }
        refuse("Send a message of the contract: " + unreadable.getMessage());
      }
    }

    @Override
    public void onHalfClose() {
      if (takesOne && !hasMessage) {
        refuse("Send a message.");
      }
      if (!isRefused) {
        super.onHalfClose();
      }
    }

    private void refuse(String sentence) {
      if (!isRefused) {
        isRefused = true;
        StatusRuntimeException status = refusal.apply(sentence);
        call.close(
            status.getStatus(), Objects.requireNonNullElseGet(status.getTrailers(), Metadata::new));
      }
    }
  }
}

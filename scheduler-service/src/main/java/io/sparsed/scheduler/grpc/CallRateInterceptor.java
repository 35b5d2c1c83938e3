package io.sparsed.scheduler.grpc;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.health.v1.HealthGrpc;
import io.sparsed.scheduler.access.CallRate;
import java.time.Duration;

/**
 * A CallRateInterceptor refuses the calls of a client that calls too often, except health checks. A
 * client is the name of its token, else its address. Thread-safe.
 */
public final class CallRateInterceptor implements ServerInterceptor {

  private final CallRate rate;

  /** Creates an interceptor that keeps a rate. */
  public CallRateInterceptor(CallRate rate) {
    this.rate = rate;
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    if (HealthGrpc.SERVICE_NAME.equals(call.getMethodDescriptor().getServiceName())) {
      return next.startCall(call, headers);
    }
    String client = TokenInterceptor.currentName().orElseGet(() -> ClientInterceptor.address(call));
    Duration wait = rate.admit(client);
    return wait.isZero()
        ? next.startCall(call, headers)
        : StatusMapper.refuse(call, CallLimitException.tooOften(wait), Context.current());
  }
}

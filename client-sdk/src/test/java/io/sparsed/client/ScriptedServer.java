package io.sparsed.client;

import io.grpc.BindableService;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.sparsed.v1.Accepted;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.v1.GenerateResponse;
import io.sparsed.v1.GenerationServiceGrpc;
import io.sparsed.v1.Progress;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** A server on a real socket that misbehaves in ways the real scheduler does not. */
final class ScriptedServer implements AutoCloseable {
  private final Server server;

  private ScriptedServer(
      ServerCredentials credentials, ServerInterceptor interceptor, BindableService service)
      throws IOException {
    server =
        Grpc.newServerBuilderForPort(0, credentials)
            .addService(service)
            .intercept(interceptor)
            .build()
            .start();
  }

  static ScriptedServer serving(BindableService service) throws IOException {
    return serving(InsecureServerCredentials.create(), ScriptedServer::passThrough, service);
  }

  static ScriptedServer serving(
      ServerCredentials credentials, ServerInterceptor interceptor, BindableService service)
      throws IOException {
    return new ScriptedServer(credentials, interceptor, service);
  }

  /** Answers Generate with a script. */
  static ScriptedServer generating(
      BiConsumer<GenerateRequest, ServerCallStreamObserver<GenerateResponse>> script)
      throws IOException {
    return serving(
        new GenerationServiceGrpc.GenerationServiceImplBase() {
          @Override
          public void generate(GenerateRequest request, StreamObserver<GenerateResponse> observer) {
            script.accept(request, (ServerCallStreamObserver<GenerateResponse>) observer);
          }
        });
  }

  static GenerateResponse accepted() {
    return GenerateResponse.newBuilder()
        .setAccepted(Accepted.newBuilder().setRequestId("r").setModel("m"))
        .build();
  }

  static GenerateResponse progress(int step) {
    return GenerateResponse.newBuilder().setProgress(Progress.newBuilder().setStep(step)).build();
  }

  static <Q, R> io.grpc.ServerCall.Listener<Q> passThrough(
      io.grpc.ServerCall<Q, R> call,
      io.grpc.Metadata headers,
      io.grpc.ServerCallHandler<Q, R> next) {
    return next.startCall(call, headers);
  }

  String target() {
    return "127.0.0.1:" + server.getPort();
  }

  /** A client that tells of a loss at once. */
  SparseDClient client() {
    return SparseDClient.builder(target()).plaintext().retry(RetryPolicy.never()).build();
  }

  /** Drops every connection at once, as a killed process does. */
  void kill() {
    server.shutdownNow();
  }

  @Override
  public void close() {
    server.shutdownNow();
    try {
      boolean _ = server.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

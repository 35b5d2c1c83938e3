package io.sparsed.client.examples;

import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.stub.StreamObserver;
import io.sparsed.v1.Accepted;
import io.sparsed.v1.Finished;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.v1.GenerateResponse;
import io.sparsed.v1.GenerationServiceGrpc;
import io.sparsed.v1.Progress;
import io.sparsed.v1.Usage;
import java.io.IOException;

/** A server that answers with the question. */
final class EchoServer extends GenerationServiceGrpc.GenerationServiceImplBase
    implements AutoCloseable {
  private final Server server;

  EchoServer() throws IOException {
    server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .addService(this)
            .build()
            .start();
  }

  String target() {
    return "127.0.0.1:" + server.getPort();
  }

  @Override
  public void generate(GenerateRequest request, StreamObserver<GenerateResponse> observer) {
    observer.onNext(
        GenerateResponse.newBuilder()
            .setAccepted(Accepted.newBuilder().setModel("echo").setPromptTokens(1))
            .build());
    observer.onNext(
        GenerateResponse.newBuilder()
            .setProgress(Progress.newBuilder().setSteps(1).setText("hel\u2591"))
            .build());
    observer.onNext(
        GenerateResponse.newBuilder()
            .setFinished(
                Finished.newBuilder()
                    .setText(request.getChat().getMessages(0).getContent())
                    .setUsage(Usage.newBuilder().setCompletionTokens(2)))
            .build());
    observer.onCompleted();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}

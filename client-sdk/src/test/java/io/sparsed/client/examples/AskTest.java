package io.sparsed.client.examples;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AskTest {
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

  @Test
  void run_nobodyListens_saysSo() {
    int exitCode = Ask.run("127.0.0.1:1", "hello", out);

    assertThat(exitCode).isEqualTo(1);
    assertThat(printed.toString(StandardCharsets.UTF_8)).contains("try again later");
  }

  @Test
  void run_answer_isShownStepByStep() throws Exception {
    Server server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .addService(new Echo())
            .build()
            .start();
    try {
      int exitCode = Ask.run("127.0.0.1:" + server.getPort(), "hello", out);

      assertThat(exitCode).isZero();
      assertThat(printed.toString(StandardCharsets.UTF_8).lines())
          .containsExactly(
              "echo: 1 tokens of prompt", "step 1 of 1, UNKNOWN: hel\u2591", "hello", "(2 tokens)");
    } finally {
      server.shutdownNow();
    }
  }

  /** Answers with the question. */
  private static final class Echo extends GenerationServiceGrpc.GenerationServiceImplBase {
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
  }
}

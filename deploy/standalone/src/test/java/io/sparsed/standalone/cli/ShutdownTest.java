package io.sparsed.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import io.sparsed.v1.DiffusionOptions;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.v1.GenerateResponse;
import io.sparsed.v1.GenerationServiceGrpc;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM while a generation runs, and the log as JSON. */
class ShutdownTest {
  @TempDir Path temporary;

  @Test
  void serve_sigtermWhileAGenerationRuns_endsItAtTheLimitToBeResumed() throws Exception {
    int metrics = freePort();
    Path log = temporary.resolve("log");
    try (SparseDProcess process =
        SparseDProcess.logging(
            temporary,
            log,
            "serve",
            "--port=0",
            "--drain-limit=1",
            "--log-format=json",
            "--metrics-port=" + metrics)) {
      int port = ServeCommandTest.port(process.readLine());
      assertThat(status(metrics)).isEqualTo(200);
      ManagedChannel channel =
          ManagedChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
      Running running = new Running();
      GenerationServiceGrpc.newStub(channel).generate(longRequest(), running);
      running.begun.await();

      process.terminate();

      await().until(() -> status(metrics) == 503);
      StatusRuntimeException end = running.end.join();
      assertThat(end.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(String.valueOf(StatusProto.fromThrowable(end))).contains("SCHEDULER_DRAINING");
      assertThat(process.awaitExit()).isEqualTo(128 + 15);
      channel.shutdownNow();
    }
    assertThat(Files.readAllLines(log))
        .allSatisfy(line -> assertThat(new ObjectMapper().readTree(line).isObject()).isTrue())
        .anyMatch(line -> line.contains("draining: no new requests"))
        .anyMatch(line -> line.contains("1 requests were cut off"))
        .anyMatch(line -> line.contains("\"request_id\":\"mine\"") && line.contains("UNAVAILABLE"));
  }

  @Test
  void workerThenScheduler_sigtermWhileAGenerationRuns_drain() throws Exception {
    Path logOfWorker = temporary.resolve("worker");
    Path logOfScheduler = temporary.resolve("scheduler");
    try (SparseDProcess worker =
        SparseDProcess.logging(temporary, logOfWorker, "worker", "--port=0")) {
      int workerPort = ServeCommandTest.port(worker.readLine());
      try (SparseDProcess scheduler =
          SparseDProcess.logging(
              temporary,
              logOfScheduler,
              "scheduler",
              "--port=0",
              "--drain-limit=1",
              "--workers=127.0.0.1:" + workerPort)) {
        int port = ServeCommandTest.port(scheduler.readLine());
        await().until(() -> !Cli.run("models", "--connect", "127.0.0.1:" + port).out().isEmpty());
        ManagedChannel channel =
            ManagedChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        Running running = new Running();
        GenerationServiceGrpc.newStub(channel).generate(longRequest(), running);
        running.begun.await();

        worker.terminate();

        assertThat(worker.awaitExit()).isEqualTo(128 + 15);
        assertThat(running.end).as("it waits for another worker").isNotDone();
        scheduler.terminate();

        StatusRuntimeException end = running.end.join();
        assertThat(end.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(String.valueOf(StatusProto.fromThrowable(end))).contains("SCHEDULER_DRAINING");
        assertThat(scheduler.awaitExit()).isEqualTo(128 + 15);
        channel.shutdownNow();
      }
    }
    assertThat(Files.readString(logOfWorker)).contains("draining: no new forwards", " drained");
    assertThat(Files.readString(logOfScheduler)).contains("1 requests were cut off", " drained");
  }

  private static GenerateRequest longRequest() {
    return GenerateRequest.newBuilder()
        .setRequestId("mine")
        .setText("hi")
        .setDiffusion(DiffusionOptions.newBuilder().setGenLength(1024).setSteps(1024))
        .build();
  }

  private static int status(int port) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + port + "/readyz");
      return client
          .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
          .statusCode();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static final class Running implements StreamObserver<GenerateResponse> {
    private final CountDownLatch begun = new CountDownLatch(2);
    private final CompletableFuture<StatusRuntimeException> end = new CompletableFuture<>();

    @Override
    public void onNext(GenerateResponse response) {
      begun.countDown();
    }

    @Override
    public void onError(Throwable failure) {
      end.complete((StatusRuntimeException) failure);
    }

    @Override
    public void onCompleted() {
      end.completeExceptionally(new AssertionError("it finished"));
    }
  }
}

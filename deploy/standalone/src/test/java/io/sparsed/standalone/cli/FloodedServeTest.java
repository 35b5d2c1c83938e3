package io.sparsed.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.sparsed.v1.CompleteRequest;
import io.sparsed.v1.DiffusionOptions;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.v1.GenerationServiceGrpc;
import io.sparsed.v1.GenerationServiceGrpc.GenerationServiceBlockingStub;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server with a small heap under requests that are much larger than any that fits. */
class FloodedServeTest {
  private static final int CLIENTS = 20;

  /** The bound that tells a client that hangs from one that is served beside the others. */
  private static final Duration HANGS = Duration.ofSeconds(20);

  @TempDir Path temporary;

  @Test
  void serve_twentyPromptsOf16MiB_areRefusedAndANormalClientIsServed() throws Exception {
    CompleteRequest large = request("a".repeat((16 << 20) - 64));
    List<ManagedChannel> channels = new ArrayList<>();
    try (SparseDProcess process =
            SparseDProcess.start(temporary, List.of("-Xmx512m"), "serve", "--port", "0");
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      int port =
          Integer.parseInt(process.readLine().replaceAll(".*127\\.0\\.0\\.1:(\\d+) .*", "$1"));
      for (int i = 0; i <= CLIENTS; i++) {
        channels.add(NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build());
      }
      Duration usual = ask(channels.getLast());
      List<Future<Status>> refusals =
          channels.stream()
              .limit(CLIENTS)
              .map(each -> clients.submit(() -> refusal(each, large)))
              .toList();

      Duration beside = ask(channels.getLast());

      assertThat(beside.minus(usual)).isLessThan(HANGS);
      for (Future<Status> refusal : refusals) {
        // Too large for any canvas, or for the memory that is left beside the others.
        assertThat(refusal.get().getCode())
            .isIn(Status.Code.INVALID_ARGUMENT, Status.Code.RESOURCE_EXHAUSTED);
      }
      assertThat(ask(channels.getLast())).isLessThan(HANGS);
    } finally {
      channels.forEach(ManagedChannel::shutdownNow);
    }
  }

  private static Status refusal(ManagedChannel channel, CompleteRequest large) {
    try {
      throw new AssertionError("an answer: " + stub(channel).complete(large));
    } catch (StatusRuntimeException e) {
      return e.getStatus();
    }
  }

  /** Returns the time of a small request. */
  private static Duration ask(ManagedChannel channel) {
    long startNanos = System.nanoTime();
    assertThat(stub(channel).complete(request("hello")).getFinished().getTokenIdsCount())
        .isEqualTo(8);
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  private static GenerationServiceBlockingStub stub(ManagedChannel channel) {
    return GenerationServiceGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  private static CompleteRequest request(String text) {
    return CompleteRequest.newBuilder()
        .setRequest(
            GenerateRequest.newBuilder()
                .setText(text)
                .setDiffusion(DiffusionOptions.newBuilder().setGenLength(8).setSteps(4)))
        .build();
  }
}

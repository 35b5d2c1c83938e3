package io.sparsed.bench.latency;

import com.google.protobuf.util.Durations;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.sparsed.v1.AttentionDirective;
import io.sparsed.v1.DenseAttention;
import io.sparsed.v1.ForwardRequest;
import io.sparsed.v1.GreedySampling;
import io.sparsed.v1.ProposalDirective;
import io.sparsed.v1.SelectPattern;
import io.sparsed.v1.SparseAttention;
import io.sparsed.v1.WorkerServiceGrpc;
import io.sparsed.worker.WorkerConfig;
import io.sparsed.worker.WorkerLimits;
import io.sparsed.worker.checkpoint.ModelCard;
import io.sparsed.worker.device.DeviceThread;
import io.sparsed.worker.device.Forward;
import io.sparsed.worker.device.ModelRunner;
import io.sparsed.worker.device.PatternStore;
import io.sparsed.worker.grpc.LoadedModel;
import io.sparsed.worker.grpc.WorkerGrpcService;
import io.sparsed.worker.tensor.ElementType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The timed model behind WorkerService, on a loopback port: what a scheduler's call costs. */
final class LoopbackWorker implements AutoCloseable {
  private static final String MODEL = "bench";

  private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
  private final Server server;
  private final ManagedChannel channel;
  private final WorkerServiceGrpc.WorkerServiceBlockingStub worker;

  /** Serves a model that is loaded. */
  LoopbackWorker(DeviceThread device, ModelCard card, ElementType type, PatternStore patterns)
      throws IOException {
    LoadedModel model =
        new LoadedModel(
            WorkerConfig.of(Path.of(MODEL))
                .withLimits(WorkerLimits.defaults().withMaxCanvasLength(Integer.MAX_VALUE)),
            card,
            type,
            device.ask(ModelRunner::device).join(),
            device.ask(ModelRunner::kernels).join());
    server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .executor(calls)
            .addService(
                new WorkerGrpcService(
                    CompletableFuture.completedFuture(model), device, patterns, calls))
            .build()
            .start();
    channel =
        Grpc.newChannelBuilderForAddress(
                "127.0.0.1", server.getPort(), InsecureChannelCredentials.create())
            .build();
    worker = WorkerServiceGrpc.newBlockingStub(channel);
  }

  /** Seconds of a call, from the canvas to the proposals, less the device's. */
  double beyondDevice(Forward forward, StepKind kind) {
    long began = System.nanoTime();
    var response = worker.forward(request(forward, kind));
    return (System.nanoTime() - began - Durations.toNanos(response.getCompute())) / 1e9;
  }

  private static ForwardRequest request(Forward forward, StepKind kind) {
    ProposalDirective.Builder proposal =
        ProposalDirective.newBuilder().setGreedy(GreedySampling.getDefaultInstance());
    Arrays.stream(forward.proposal().positions()).forEach(proposal::addPositions);
    ForwardRequest.Builder request = ForwardRequest.newBuilder();
    Arrays.stream(forward.tokenIds()).forEach(request::addTokenIds);
    return request
        .setModel(MODEL)
        .setPromptLength(forward.promptLength())
        .setAttention(attention(kind))
        .setProposal(proposal)
        .build();
  }

  private static AttentionDirective attention(StepKind kind) {
    AttentionDirective.Builder directive = AttentionDirective.newBuilder();
    return switch (kind) {
      case StepKind.Dense() -> directive.setDense(DenseAttention.getDefaultInstance()).build();
      case StepKind.Pattern(double select, int blockSize) ->
          directive
              .setSelect(
                  SelectPattern.newBuilder()
                      .setPatternId(StepKind.PATTERN_ID)
                      .setBlockSize(blockSize)
                      .setSelect(select))
              .build();
      case StepKind.Sparse _ ->
          directive
              .setSparse(SparseAttention.newBuilder().setPatternId(StepKind.PATTERN_ID))
              .build();
    };
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
    calls.close();
  }
}

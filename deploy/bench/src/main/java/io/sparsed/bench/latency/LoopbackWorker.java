package io.sparsed.bench.latency;

import com.google.protobuf.util.Durations;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.sparsed.v1.AttentionDirective;
import io.sparsed.v1.DenseAndSelectAttention;
import io.sparsed.v1.DenseAttention;
import io.sparsed.v1.ForwardRequest;
import io.sparsed.v1.GreedySampling;
import io.sparsed.v1.PredictionRow;
import io.sparsed.v1.ProposalDirective;
import io.sparsed.v1.ReuseKeyValues;
import io.sparsed.v1.SparseAttention;
import io.sparsed.v1.WorkerServiceGrpc;
import io.sparsed.worker.WorkerConfig;
import io.sparsed.worker.WorkerLimits;
import io.sparsed.worker.attention.RowRange;
import io.sparsed.worker.checkpoint.ModelCard;
import io.sparsed.worker.device.DeviceThread;
import io.sparsed.worker.device.Forward;
import io.sparsed.worker.device.KeyValuesDirective;
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

/** Serves the timed model on a loopback port, so that the cost of a scheduler's call shows. */
final class LoopbackWorker implements AutoCloseable {
  private static final String MODEL = "bench";

  private final ExecutorService replies = Executors.newVirtualThreadPerTaskExecutor();
  private final Server server;
  private final ManagedChannel channel;
  private final WorkerServiceGrpc.WorkerServiceBlockingStub worker;

  /** Serves a loaded model. */
  LoopbackWorker(DeviceThread device, ModelCard card, ElementType type, PatternStore patterns)
      throws IOException {
    WorkerConfig config =
        WorkerConfig.of(Path.of(MODEL))
            .withLimits(WorkerLimits.defaults().withMaxCanvasLength(Integer.MAX_VALUE));
    LoadedModel model = device.call(runner -> new LoadedModel(config, card, type, runner)).join();
    server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .executor(Thread::startVirtualThread)
            .addService(
                new WorkerGrpcService(
                    CompletableFuture.completedFuture(model), device, patterns, replies))
            .build()
            .start();
    channel =
        Grpc.newChannelBuilderForAddress(
                "127.0.0.1", server.getPort(), InsecureChannelCredentials.create())
            .build();
    worker = WorkerServiceGrpc.newBlockingStub(channel);
  }

  /** Returns the seconds of a call, from canvas to proposals, beyond those of the device. */
  double beyondDevice(Forward forward, StepKind kind) {
    long began = System.nanoTime();
    var response = worker.forward(request(forward, kind));
    return (System.nanoTime() - began - Durations.toNanos(response.getCompute())) / 1e9;
  }

  private static ForwardRequest request(Forward forward, StepKind kind) {
    ProposalDirective.Builder proposal =
        ProposalDirective.newBuilder()
            .setPredictionRow(PredictionRow.PREDICTION_ROW_SAME)
            .setGreedy(GreedySampling.getDefaultInstance());
    Arrays.stream(forward.proposal().positions()).forEach(proposal::addPositions);
    ForwardRequest.Builder request = ForwardRequest.newBuilder();
    Arrays.stream(forward.tokenIds()).forEach(request::addTokenIds);
    if (forward.keyValues()
        instanceof KeyValuesDirective.Reuse(String id, int canvasLength, RowRange active)) {
      request.setReuse(
          ReuseKeyValues.newBuilder()
              .setKeyValuesId(id)
              .setCanvasLength(canvasLength)
              .setFirstActive(active.first()));
    }
    return request
        .setModel(MODEL)
        .setPromptLength(forward.promptLength())
        .setAttention(attention(kind))
        .setProposal(proposal)
        .build();
  }

  /** Returns the directive on the wire; the factor of the scores does not matter here. */
  private static AttentionDirective attention(StepKind kind) {
    AttentionDirective.Builder directive = AttentionDirective.newBuilder();
    return switch (kind.attention()) {
      case DENSE -> directive.setDense(DenseAttention.getDefaultInstance()).build();
      case PATTERN ->
          directive
              .setDenseAndSelect(
                  DenseAndSelectAttention.newBuilder()
                      .setPatternId(StepKind.PATTERN_ID)
                      .setBlockSize(kind.blockSize())
                      .setSelect(kind.select())
                      .setScoreScale(1))
              .build();
      case SPARSE ->
          directive
              .setSparse(
                  SparseAttention.newBuilder()
                      .setPatternId(StepKind.PATTERN_ID)
                      .setSelect(kind.select()))
              .build();
    };
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
    replies.close();
  }
}

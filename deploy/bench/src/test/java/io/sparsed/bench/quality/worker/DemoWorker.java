package io.sparsed.bench.quality.worker;

import com.google.common.primitives.Ints;
import io.grpc.ManagedChannel;
import io.grpc.StatusException;
import io.grpc.netty.NettyChannelBuilder;
import io.sparsed.standalone.local.ModelFolder;
import io.sparsed.v1.AttentionDirective;
import io.sparsed.v1.DenseAttention;
import io.sparsed.v1.ForwardRequest;
import io.sparsed.v1.ForwardResponse;
import io.sparsed.v1.GreedySampling;
import io.sparsed.v1.ProposalDirective;
import io.sparsed.v1.SelectPattern;
import io.sparsed.v1.SparseAttention;
import io.sparsed.v1.WorkerServiceGrpc;
import io.sparsed.v1.WorkerServiceGrpc.WorkerServiceBlockingV2Stub;
import io.sparsed.worker.Compute;
import io.sparsed.worker.WorkerConfig;
import io.sparsed.worker.WorkerServer;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** The demo model on a real worker, with a policy worker before it; both can be called. */
final class DemoWorker implements AutoCloseable {
  static final int BLOCK_SIZE = 16;
  static final int CANVAS = 250;
  static final int PROMPT = 200;
  static final long SEED = 3;

  final Ledger ledger = new Ledger();
  final WorkerServiceBlockingV2Stub real;
  final WorkerServiceBlockingV2Stub policies;
  private final ModelFolder folder;
  private final PolicyWorker worker;
  private final List<ManagedChannel> channels;

  DemoWorker() throws IOException {
    folder = ModelFolder.of(Optional.empty());
    WorkerConfig config = WorkerConfig.of(folder.path()).withCompute(Compute.on("cpu"));
    WorkerServer started = WorkerServer.start(config).awaitReady();
    worker = new PolicyWorker(started, config, BLOCK_SIZE, SEED, ledger);
    channels = List.of(channel(started.port()), channel(worker.port()));
    real = WorkerServiceGrpc.newBlockingV2Stub(channels.getFirst());
    policies = WorkerServiceGrpc.newBlockingV2Stub(channels.getLast());
  }

  private static ManagedChannel channel(int port) {
    return NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
  }

  /** A forward of random tokens. */
  static ForwardRequest request(String requestId, int canvas, AttentionDirective attention) {
    return ForwardRequest.newBuilder()
        .setModel("demo")
        .setRequestId(requestId)
        .addAllTokenIds(Ints.asList(new Random(canvas).ints(CANVAS, 0, 1000).toArray()))
        .setPromptLength(PROMPT)
        .setAttention(attention)
        .setProposal(
            ProposalDirective.newBuilder()
                .addAllPositions(List.of(PROMPT, PROMPT + 20, CANVAS - 1))
                .setGreedy(GreedySampling.getDefaultInstance()))
        .build();
  }

  static AttentionDirective dense() {
    return AttentionDirective.newBuilder().setDense(DenseAttention.getDefaultInstance()).build();
  }

  static AttentionDirective select(String patternId, double select) {
    return AttentionDirective.newBuilder()
        .setSelect(
            SelectPattern.newBuilder()
                .setPatternId(patternId)
                .setBlockSize(BLOCK_SIZE)
                .setSelect(select))
        .build();
  }

  static AttentionDirective sparse(String patternId) {
    return AttentionDirective.newBuilder()
        .setSparse(SparseAttention.newBuilder().setPatternId(patternId))
        .build();
  }

  /** What a forward proposes, without its times. */
  static List<Double> confidences(ForwardResponse response) {
    return response.getConfidencesList();
  }

  /** What the real worker answers without any policy. */
  List<Double> plain(int canvas, AttentionDirective attention) throws StatusException {
    return confidences(real.forward(request("plain", canvas, attention)));
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    worker.close();
    folder.close();
  }
}

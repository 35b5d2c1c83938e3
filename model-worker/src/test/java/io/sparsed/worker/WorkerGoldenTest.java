package io.sparsed.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.Ints;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.sparsed.v1.AttentionDirective;
import io.sparsed.v1.DenseAndSelectAttention;
import io.sparsed.v1.DenseAttention;
import io.sparsed.v1.ForwardRequest;
import io.sparsed.v1.ForwardResponse;
import io.sparsed.v1.GreedySampling;
import io.sparsed.v1.PredictionRow;
import io.sparsed.v1.ProposalDirective;
import io.sparsed.v1.WorkerServiceGrpc;
import io.sparsed.v1.WorkerServiceGrpc.WorkerServiceBlockingStub;
import io.sparsed.worker.golden.Golden;
import io.sparsed.worker.golden.GoldenCase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares a worker's logits and patterns with the published code's, over a real socket. */
class WorkerGoldenTest {
  private static final double TOLERANCE = 2.5e-4;

  @TempDir static Path folder;
  private static final Map<String, WorkerServer> workers = new HashMap<>();
  private static final Map<String, ManagedChannel> channels = new HashMap<>();

  @BeforeAll
  static void start() throws IOException {
    for (var model : Golden.models()) {
      var worker =
          WorkerServer.start(WorkerConfig.of(Golden.checkpoint(model, folder))).awaitReady();
      workers.put(model, worker);
      channels.put(
          model,
          ManagedChannelBuilder.forAddress("127.0.0.1", worker.port())
              .usePlaintext()
              .maxInboundMessageSize(32 << 20)
              .build());
    }
  }

  @AfterAll
  static void stop() {
    channels.values().forEach(ManagedChannel::shutdownNow);
    workers.values().forEach(WorkerServer::close);
  }

  static List<GoldenCase> cases() {
    return Golden.cases();
  }

  static List<GoldenCase> sparseCases() {
    return cases().stream().filter(c -> c.sparse() != null).toList();
  }

  private static WorkerServiceBlockingStub stub(GoldenCase golden) {
    return WorkerServiceGrpc.newBlockingStub(channels.get(golden.model()));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void forward_firstCanvas_logitsAsPublished(GoldenCase golden) {
    int[] canvas = Arrays.copyOf(golden.prompt(), golden.promptLength() + golden.genLength());
    Arrays.fill(canvas, golden.promptLength(), canvas.length, golden.maskToken());
    // under guidance the recorded rows are the conditional ones before the combination
    var response = stub(golden).forward(request(golden, canvas).setReturnLogits(true).build());

    float[] expected =
        Golden.floats(
            golden.tensor(golden.isDream() ? "first_logits_gen_shifted" : "first_logits_gen"));
    assertThat(response.getLogitsCount()).isEqualTo(expected.length);
    double worst =
        IntStream.range(0, expected.length)
            .mapToDouble(i -> Math.abs(expected[i] - response.getLogits(i)))
            .max()
            .orElseThrow();
    assertThat(worst).isLessThan(TOLERANCE);
  }

  @ParameterizedTest
  @MethodSource("sparseCases")
  void forward_selectStep_patternBitForBit(GoldenCase golden) {
    var sparse = golden.sparse();
    assertThat(sparse).isNotNull();
    var directive =
        AttentionDirective.newBuilder()
            .setDenseAndSelect(
                DenseAndSelectAttention.newBuilder()
                    .setPatternId("p-" + golden.name())
                    .setBlockSize(sparse.blockSize())
                    .setSelect(sparse.select())
                    .setScoreScale(golden.scoreScale()));
    ForwardResponse response =
        stub(golden)
            .forward(
                request(golden, canvasAtSelectStep(golden, sparse.skip()))
                    .setAttention(directive)
                    .build());

    var header = response.getPattern();
    var bits = PatternBits.fetch(stub(golden), header.getPatternId());
    for (int layer = 0; layer < header.getLayers(); layer++) {
      assertThat(bits.layer(layer)).isEqualTo(Golden.bytes(golden.tensor("mask." + layer)));
    }
  }

  /** The canvas before the model call of step {@code end}. */
  private static int[] canvasAtSelectStep(GoldenCase golden, double skip) {
    int end = (int) (golden.steps() * skip) + 1;
    int row = golden.isDream() ? end - 1 : end; // Dream's history is the canvas after each step
    int length = Golden.shape(golden.tensor("history"))[1];
    int[] history = Golden.ints(golden.tensor("history"));
    return Arrays.copyOfRange(history, row * length, (row + 1) * length);
  }

  private static ForwardRequest.Builder request(GoldenCase golden, int... canvas) {
    return ForwardRequest.newBuilder()
        .setModel(golden.model())
        .addAllTokenIds(Ints.asList(canvas))
        .setPromptLength(golden.promptLength())
        .setAttention(AttentionDirective.newBuilder().setDense(DenseAttention.getDefaultInstance()))
        .setProposal(
            ProposalDirective.newBuilder()
                .addAllPositions(
                    IntStream.range(golden.promptLength(), canvas.length).boxed().toList())
                .setPredictionRow(
                    golden.isDream()
                        ? PredictionRow.PREDICTION_ROW_PREVIOUS
                        : PredictionRow.PREDICTION_ROW_SAME)
                .setGreedy(GreedySampling.getDefaultInstance()));
  }
}

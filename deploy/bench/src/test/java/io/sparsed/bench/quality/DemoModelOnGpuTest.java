package io.sparsed.bench.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.engine.Engine;
import com.google.common.primitives.Ints;
import io.grpc.ManagedChannel;
import io.grpc.StatusException;
import io.grpc.netty.NettyChannelBuilder;
import io.sparsed.scheduler.text.ChatTurn;
import io.sparsed.scheduler.text.TextCodec;
import io.sparsed.standalone.local.LocalTokenizer;
import io.sparsed.standalone.local.ModelFolder;
import io.sparsed.v1.AttentionDirective;
import io.sparsed.v1.DenseAndSelectAttention;
import io.sparsed.v1.DenseAttention;
import io.sparsed.v1.DescribeRequest;
import io.sparsed.v1.ForwardRequest;
import io.sparsed.v1.GreedySampling;
import io.sparsed.v1.PredictionRow;
import io.sparsed.v1.ProposalDirective;
import io.sparsed.v1.SparseAttention;
import io.sparsed.v1.WorkerServiceGrpc;
import io.sparsed.v1.WorkerServiceGrpc.WorkerServiceBlockingV2Stub;
import io.sparsed.worker.Compute;
import io.sparsed.worker.ComputeType;
import io.sparsed.worker.WorkerConfig;
import io.sparsed.worker.WorkerServer;
import io.sparsed.worker.model.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The demo model in bf16, and with linear layers in fp8, on a GPU against fp32 on the CPU. */
class DemoModelOnGpuTest {
  /** 1/sqrt(heads), the published scale of a LLaDA: the demo model has 4 heads. */
  private static final double SCORE_SCALE = 0.5;

  private static final int GENERATION = 32;

  private int same;
  private int rows;

  @ParameterizedTest
  @CsvSource({"FULL, 0.99", "FP8_LINEAR, 0.9"})
  void forward_heldOutPrompts_proposesAsFp32(Precision precision, double agreement)
      throws Exception {
    assumeTrue(Engine.getEngine("PyTorch").getGpuCount() > 0, "no CUDA device");
    try (var folder = ModelFolder.of(Optional.empty());
        var codec = LocalTokenizer.open(folder.path()).orElseThrow();
        var cpu =
            WorkerServer.start(
                    WorkerConfig.of(folder.path())
                        .withCompute(Compute.on("cpu").withType(ComputeType.FLOAT32)))
                .awaitReady();
        var gpu =
            WorkerServer.start(
                    WorkerConfig.of(folder.path())
                        .withCompute(
                            new Compute(
                                List.of("cuda"),
                                ComputeType.BFLOAT16,
                                precision,
                                Optional.empty())))
                .awaitReady()) {
      var channels = List.of(channel(cpu.port()), channel(gpu.port()));
      var exact = WorkerServiceGrpc.newBlockingV2Stub(channels.getFirst());
      var fast = WorkerServiceGrpc.newBlockingV2Stub(channels.getLast());
      System.out.println(fast.describe(DescribeRequest.getDefaultInstance()).getKernels());
      int mask = exact.describe(DescribeRequest.getDefaultInstance()).getMaskTokenId();
      for (Task task : Tasks.of(Optional.empty()).first(Set.of(512, 1024, 2048), 2)) {
        compare(exact, fast, canvas(codec, task, mask), mask);
      }
      channels.forEach(ManagedChannel::shutdownNow);
    }
    System.out.printf(
        "%s: the GPU proposes as fp32 does in %d of %d rows%n", precision, same, rows);
    assertThat((double) same / rows).isGreaterThanOrEqualTo(agreement);
  }

  /** Nothing committed yet, then every other token; dense, then sparse with each one's pattern. */
  private void compare(
      WorkerServiceBlockingV2Stub exact, WorkerServiceBlockingV2Stub fast, int[] canvas, int mask)
      throws StatusException {
    int prompt = canvas.length - GENERATION;
    var select =
        AttentionDirective.newBuilder()
            .setDenseAndSelect(
                DenseAndSelectAttention.newBuilder()
                    .setPatternId("p" + rows)
                    .setBlockSize(32)
                    .setSelect(0.3)
                    .setScoreScale(SCORE_SCALE)
                    .build())
            .build();
    var sparse =
        AttentionDirective.newBuilder()
            .setSparse(SparseAttention.newBuilder().setPatternId("p" + rows).setSelect(0.3))
            .build();
    var dense =
        AttentionDirective.newBuilder().setDense(DenseAttention.getDefaultInstance()).build();
    var proposed = count(exact, fast, canvas, mask, select);
    for (int i = 0; i < GENERATION; i += 2) {
      canvas[prompt + i] = proposed.get(i);
    }
    count(exact, fast, canvas, mask, dense);
    count(exact, fast, canvas, mask, sparse);
  }

  private List<Integer> count(
      WorkerServiceBlockingV2Stub exact,
      WorkerServiceBlockingV2Stub fast,
      int[] canvas,
      int mask,
      AttentionDirective attention)
      throws StatusException {
    var request = request(canvas, mask, attention);
    var wanted = exact.forward(request).getTokenIdsList();
    var got = fast.forward(request).getTokenIdsList();
    rows += wanted.size();
    same +=
        (int)
            IntStream.range(0, wanted.size()).filter(i -> wanted.get(i).equals(got.get(i))).count();
    return wanted;
  }

  private static ForwardRequest request(int[] canvas, int mask, AttentionDirective attention) {
    int prompt = canvas.length - GENERATION;
    var masked =
        IntStream.range(prompt, canvas.length).filter(i -> canvas[i] == mask).boxed().toList();
    return ForwardRequest.newBuilder()
        .setModel("demo")
        .setRequestId("agreement")
        .addAllTokenIds(Ints.asList(canvas))
        .setPromptLength(prompt)
        .setAttention(attention)
        .setProposal(
            ProposalDirective.newBuilder()
                .addAllPositions(masked)
                .setPredictionRow(PredictionRow.PREDICTION_ROW_SAME)
                .setGreedy(GreedySampling.getDefaultInstance()))
        .build();
  }

  private static int[] canvas(TextCodec codec, Task task, int mask) throws Exception {
    var turns = new ArrayList<ChatTurn>();
    task.messages()
        .forEach(
            m -> turns.add(new ChatTurn(m.role().name().toLowerCase(Locale.ROOT), m.content())));
    int[] prompt = codec.encodeChat(turns);
    int[] canvas = Arrays.copyOf(prompt, prompt.length + GENERATION);
    Arrays.fill(canvas, prompt.length, canvas.length, mask);
    return canvas;
  }

  private static ManagedChannel channel(int port) {
    return NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
  }
}

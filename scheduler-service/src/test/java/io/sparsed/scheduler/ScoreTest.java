package io.sparsed.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.sparsed.v1.AttentionDirective;
import io.sparsed.v1.DenseAttention;
import io.sparsed.v1.ForwardRequest;
import io.sparsed.v1.GreedySampling;
import io.sparsed.v1.PredictionRow;
import io.sparsed.v1.ProposalDirective;
import io.sparsed.v1.ScorePart;
import io.sparsed.v1.ScoreRequest;
import io.sparsed.v1.TokenPrompt;
import io.sparsed.v1.TokenScore;
import io.sparsed.v1.WorkerServiceGrpc;
import io.sparsed.worker.Compute;
import io.sparsed.worker.WorkerConfig;
import io.sparsed.worker.WorkerServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the probabilities of given tokens against those of a worker's logits. */
class ScoreTest {

  private static final int MASK = 500;
  private static final int VOCABULARY = 512;
  private static final String TEXT = "text";
  private static final List<Integer> BEFORE = List.of(7, 11, MASK, 13);
  private static final List<Integer> SCORED = List.of(200, 7, 511);
  private static final List<Integer> AFTER = IntStream.range(20, 60).boxed().toList();

  @TempDir static Path folder;
  private static List<WorkerServer> workers = new ArrayList<>();
  private static Cluster cluster;

  @BeforeAll
  static void start() throws IOException {
    workers.add(Cluster.worker(folder, Cluster.LLADA));
    workers.add(Cluster.worker(folder, Cluster.DREAM));
    Path checkpoint = TextCheckpoint.withTokenizer(folder.resolve(TEXT), Cluster.LLADA);
    workers.add(
        WorkerServer.start(
                WorkerConfig.of(checkpoint).withModelId(TEXT).withCompute(Compute.on("cpu")))
            .awaitReady());
    cluster =
        Cluster.over(
            config -> config, workers.stream().map(Cluster::address).toArray(String[]::new));
    cluster.awaitModels(3);
  }

  @AfterAll
  static void stop() {
    cluster.close();
    workers.forEach(WorkerServer::close);
  }

  @ParameterizedTest
  @ValueSource(strings = {Cluster.LLADA, Cluster.DREAM})
  void scoredTokens_haveTheProbabilitiesOfTheLogits(String model) {
    List<TokenScore> scores = scores(model, tokens(BEFORE, false), tokens(SCORED, true), after());

    assertThat(scores).extracting(TokenScore::getTokenId).isEqualTo(SCORED);
    assertThat(scores).extracting(TokenScore::getPosition).containsExactly(4, 5, 6);
    for (TokenScore score : scores) {
      assertThat(score.getProbability())
          .isCloseTo(probability(model, score), within(1e-6))
          .isPositive();
    }
  }

  @Test
  void text_isTokenizedPartByPart() {
    List<TokenScore> scores =
        scores(TEXT, text("w1", false), text("w2 w3", true), tokens(List.of(4), true));

    assertThat(scores).extracting(TokenScore::getPosition).containsExactly(1, 2, 3);
    assertThat(scores).extracting(TokenScore::getText).containsExactly("w2", "w3", "w4");
  }

  @Test
  void wrongRequest_isRefusedWithItsField() {
    refused("parts: ", Cluster.LLADA);
    refused("parts: ", Cluster.LLADA, tokens(SCORED, false));
    refused("parts[0]: Give text or tokens", Cluster.LLADA, scored());
    refused("parts[0]: Send tokens", Cluster.LLADA, text("w1", true));
    refused("parts[0].tokens.token_ids[1]: ", Cluster.LLADA, tokens(List.of(1, 512), true));
    refused("parts[0].tokens.token_ids[0]: ", Cluster.LLADA, tokens(List.of(MASK), true));
    refused("parts[1]: ", TEXT, text("w1", false), text(TextCheckpoint.MASK, true));
    refused("parts[0]: ", TEXT, text("", true));
    ScorePart half = tokens(IntStream.range(0, 2100).mapToObj(_ -> 1).toList(), true);
    refused("parts: Shorten the text: a canvas holds 4096", Cluster.LLADA, half, half);
  }

  private static void refused(String reason, String model, ScorePart... parts) {
    assertThatThrownBy(() -> scores(model, parts))
        .hasMessageStartingWith("INVALID_ARGUMENT")
        .hasMessageContaining(reason);
  }

  /** Returns the softmax of the logits that a worker gives for a position, in double precision. */
  private static double probability(String model, TokenScore score) {
    WorkerServer worker = workers.get(model.equals(Cluster.LLADA) ? 0 : 1);
    List<Integer> canvas = new ArrayList<>(BEFORE);
    SCORED.forEach(_ -> canvas.add(MASK));
    canvas.addAll(AFTER);
    ManagedChannel channel =
        NettyChannelBuilder.forTarget(Cluster.address(worker)).usePlaintext().build();
    try {
      List<Float> logits =
          WorkerServiceGrpc.newBlockingStub(channel)
              .forward(
                  ForwardRequest.newBuilder()
                      .setModel(model)
                      .addAllTokenIds(canvas)
                      .setAttention(
                          AttentionDirective.newBuilder()
                              .setDense(DenseAttention.getDefaultInstance()))
                      .setProposal(
                          ProposalDirective.newBuilder()
                              // Dream's row before a position predicts it.
                              .addPositions(
                                  score.getPosition() - (model.equals(Cluster.DREAM) ? 1 : 0))
                              .setPredictionRow(PredictionRow.PREDICTION_ROW_SAME)
                              .setGreedy(GreedySampling.getDefaultInstance()))
                      .setReturnLogits(true)
                      .build())
              .getLogitsList();
      assertThat(logits).hasSize(VOCABULARY);
      double sum = logits.stream().mapToDouble(Math::exp).sum();
      return Math.exp(logits.get(score.getTokenId())) / sum;
    } finally {
      channel.shutdownNow();
    }
  }

  private static List<TokenScore> scores(String model, ScorePart... parts) {
    return cluster
        .stub()
        .score(ScoreRequest.newBuilder().setModel(model).addAllParts(List.of(parts)).build())
        .getScoresList();
  }

  private static ScorePart after() {
    return tokens(AFTER, false);
  }

  private static ScorePart scored() {
    return ScorePart.newBuilder().setScored(true).build();
  }

  private static ScorePart text(String text, boolean scored) {
    return ScorePart.newBuilder().setText(text).setScored(scored).build();
  }

  private static ScorePart tokens(List<Integer> ids, boolean scored) {
    return ScorePart.newBuilder()
        .setTokens(TokenPrompt.newBuilder().addAllTokenIds(ids).setSlots(true))
        .setScored(scored)
        .build();
  }
}

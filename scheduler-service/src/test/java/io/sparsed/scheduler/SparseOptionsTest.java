package io.sparsed.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Lists;
import io.sparsed.v1.AttentionMode;
import io.sparsed.v1.CompleteRequest;
import io.sparsed.v1.Finished;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.v1.GenerateResponse;
import io.sparsed.v1.ScoreScale;
import io.sparsed.v1.SparseOptions;
import io.sparsed.v1.Unmasking;
import io.sparsed.worker.golden.Golden;
import io.sparsed.worker.golden.GoldenCase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests options that no recorded run has, by laws that must hold. */
class SparseOptionsTest {

  @TempDir static Path folder;
  private static Cluster cluster;

  @BeforeAll
  static void start() throws IOException {
    cluster = Cluster.of(folder, config -> config, Golden.models().toArray(String[]::new));
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  static List<GoldenCase> denseCases() {
    return Golden.cases().stream().filter(golden -> golden.sparse() == null).toList();
  }

  @ParameterizedTest
  @MethodSource("denseCases")
  void complete_selectEverything_isExactlyDense(GoldenCase golden) {
    Finished finished = complete(golden, sparse(0.1, 1.0));

    assertThat(finished.getTokenIdsList()).isEqualTo(GoldenRequests.finalTokens(golden));
    assertThat(finished.getUsage().getSparseSteps()).isPositive();
  }

  @ParameterizedTest
  @MethodSource("denseCases")
  void complete_skipEverything_isNeverSparse(GoldenCase golden) {
    Finished finished = complete(golden, sparse(1.0, 0.1));

    assertThat(finished.getTokenIdsList()).isEqualTo(GoldenRequests.finalTokens(golden));
    assertThat(finished.getUsage().getSparseSteps()).isZero();
    assertThat(finished.getTimings().hasSelect()).isTrue();
  }

  @Test
  void complete_guidanceWithFewKeyBlocks_isSparseAndDiffersFromDense() {
    GoldenCase golden = GoldenRequests.named("dense_cfg");
    Finished finished = complete(golden, sparse(0.0, 0.01));

    assertThat(finished.getUsage().getDenseSteps()).isEqualTo(2);
    assertThat(finished.getUsage().getSparseSteps()).isEqualTo(golden.steps() - 2);
    assertThat(finished.getTokenIdsList()).isNotEqualTo(GoldenRequests.finalTokens(golden));
  }

  @ParameterizedTest
  @EnumSource(
      value = ScoreScale.class,
      names = {"SCORE_SCALE_REFERENCE", "SCORE_SCALE_HEADS"})
  void complete_scoreScaleOfLlada_referenceIsHeads(ScoreScale scale) {
    GoldenCase golden = GoldenRequests.named("sparse_b32_s30");
    GenerateRequest.Builder request = GoldenRequests.request(golden).toBuilder();
    request.getSparseBuilder().setScoreScale(scale);

    assertThat(complete(request.build()).getTokenIdsList())
        .isEqualTo(GoldenRequests.finalTokens(golden));
  }

  @Test
  void complete_sameSeed_isTheSameAnswerAndOthersDiffer() {
    GenerateRequest.Builder request =
        GoldenRequests.request(GoldenRequests.named("sparse_b32_s30")).toBuilder();
    request
        .getDiffusionBuilder()
        .setTemperature(0.8)
        .setUnmasking(Unmasking.UNMASKING_RANDOM)
        .setSeed(7);
    Set<List<Integer>> answers = new HashSet<>();
    answers.add(complete(request.build()).getTokenIdsList());
    answers.add(complete(request.build()).getTokenIdsList());
    assertThat(answers).hasSize(1);

    request.getDiffusionBuilder().setSeed(8);
    answers.add(complete(request.build()).getTokenIdsList());
    assertThat(answers).hasSize(2);
  }

  @Test
  void generate_noSeed_isDrawnAndItsReplayIsTheSameAnswer() {
    GenerateRequest.Builder request =
        GoldenRequests.request(GoldenRequests.named("sparse_maskgit_b32")).toBuilder();
    request.getDiffusionBuilder().setTemperature(1).setAlgTemp(0.5).clearSeed();
    List<GenerateResponse> first = generate(request.build());
    List<GenerateResponse> second = generate(request.build());
    GenerateRequest replay =
        request.setDiffusion(first.getFirst().getAccepted().getDiffusion()).build();

    assertThat(second.getLast().getFinished().getTokenIdsList())
        .isNotEqualTo(first.getLast().getFinished().getTokenIdsList());
    assertThat(generate(replay).getLast().getFinished().getTokenIdsList())
        .isEqualTo(first.getLast().getFinished().getTokenIdsList());
  }

  @Test
  void generate_dreamOrigin_commitsByChanceUntilNothingIsMasked() {
    GenerateRequest.Builder request =
        GoldenRequests.request(GoldenRequests.named("sparse_maskgit_b32")).toBuilder();
    request.getDiffusionBuilder().setUnmasking(Unmasking.UNMASKING_ORIGIN).setSeed(3);
    List<GenerateResponse> events = generate(request.build());

    assertThat(events.get(events.size() - 2).getProgress().getMasked()).isZero();
    assertThat(events)
        .filteredOn(GenerateResponse::hasProgress)
        .extracting(event -> event.getProgress().getPositionsCount())
        // A ranking would commit three or four at every step.
        .contains(0, 6);
  }

  @Test
  void generate_moreStepsThanTokens_idleStepsCostNoForward() {
    GenerateRequest.Builder request =
        GoldenRequests.request(GoldenRequests.named("dense_full")).toBuilder();
    request.getDiffusionBuilder().setSteps(320);
    List<GenerateResponse> events = generate(request.build());
    Finished finished = events.getLast().getFinished();

    assertThat(events).hasSize(320 + 2);
    assertThat(finished.getUsage().getDenseSteps()).isEqualTo(32);
    assertThat(finished.getTokenIdsList())
        .isEqualTo(GoldenRequests.finalTokens(GoldenRequests.named("dense_full")));
  }

  @Test
  void generate_patternFallsOnAnIdleStep_isTakenThere() {
    GoldenCase golden = GoldenRequests.named("dense_semi_ar");
    GenerateRequest.Builder request = GoldenRequests.request(golden).toBuilder();
    // Blocks of 16 tokens and 64 steps: int(256 * 0.15) + 1 = 39 has nothing to commit.
    request.getDiffusionBuilder().setSteps(256);
    request.setSparse(sparse(0.15, 1.0));
    List<GenerateResponse> events = generate(request.build());
    Finished finished = events.getLast().getFinished();

    assertThat(events.get(1 + 39).getProgress().getAttention())
        .isEqualTo(AttentionMode.ATTENTION_MODE_DENSE_AND_SELECT);
    assertThat(events.get(1 + 39).getProgress().getPositionsCount()).isZero();
    assertThat(finished.getUsage().getDenseSteps()).isEqualTo(16 + 1);
    assertThat(finished.getUsage().getSparseSteps()).isEqualTo(48);

    request.setSparse(SparseOptions.newBuilder().setOrigin(true));
    assertThat(finished.getTokenIdsList()).isEqualTo(complete(request.build()).getTokenIdsList());
  }

  private static SparseOptions sparse(double skip, double select) {
    return SparseOptions.newBuilder().setSkip(skip).setSelect(select).setBlockSize(16).build();
  }

  private static Finished complete(GoldenCase golden, SparseOptions sparse) {
    return complete(GoldenRequests.request(golden).toBuilder().setSparse(sparse).build());
  }

  private static Finished complete(GenerateRequest request) {
    return cluster
        .stub()
        .complete(CompleteRequest.newBuilder().setRequest(request).build())
        .getFinished();
  }

  private static List<GenerateResponse> generate(GenerateRequest request) {
    return Lists.newArrayList(cluster.stub().generate(request));
  }
}

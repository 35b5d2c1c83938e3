package io.sparsed.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Lists;
import io.sparsed.v1.Accepted;
import io.sparsed.v1.DiffusionOptions;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.v1.GenerateResponse;
import io.sparsed.v1.KeyValueReuse;
import io.sparsed.v1.ParallelDecoding;
import io.sparsed.v1.Preset;
import io.sparsed.v1.ResponseOptions;
import io.sparsed.v1.SparseOptions;
import io.sparsed.v1.TokenPrompt;
import io.sparsed.v1.Unmasking;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests what a preset's name stands for, as Accepted tells it. */
class PresetsTest {

  private static final KeyValueReuse DUAL = KeyValueReuse.KEY_VALUE_REUSE_DUAL;
  private static final KeyValueReuse NONE = KeyValueReuse.KEY_VALUE_REUSE_NONE;

  @TempDir static Path folder;
  private static Cluster cluster;

  @BeforeAll
  static void start() throws IOException {
    cluster = Cluster.of(folder, config -> config, Cluster.LLADA, Cluster.DREAM);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @ParameterizedTest
  @CsvSource({
    "llada-tiny, PRESET_BALANCED, 4, 0",
    "llada-tiny, PRESET_FAST, 0, 0.9",
    "dream-tiny, PRESET_BALANCED, 4, 0",
    "dream-tiny, PRESET_FAST, 0, 0.9"
  })
  void preset_nothingElseSet_isReuseAndMaybeSeveralTokensAStep(
      String model, Preset preset, int refreshEvery, double threshold) {
    Accepted accepted = accepted(request(model, preset, 20));

    DiffusionOptions options = accepted.getDiffusion();
    assertThat(options.getReuse()).isEqualTo(DUAL);
    assertThat(options.getRefreshEvery()).isEqualTo(refreshEvery);
    assertThat(options.getParallel().getThreshold()).isEqualTo(threshold);
    assertThat(options.getStopAtEos()).isTrue();
    assertThat(options.getGenLength()).isEqualTo(32);
    assertThat(accepted.getSparse().getOrigin()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"DUAL, 4, 2", "PREFIX, 4, 2", "DUAL, 1, 0", "NONE, 0, 0"})
  void balanced_longCanvas_takesItsPatternAnewWhereItReuses(
      String reuse, int refreshEvery, int patternRefresh) {
    GenerateRequest.Builder request = request(Cluster.LLADA, Preset.PRESET_BALANCED, 2100);
    request
        .getDiffusionBuilder()
        .setReuse(KeyValueReuse.valueOf("KEY_VALUE_REUSE_" + reuse))
        .setSteps(2);
    if (refreshEvery > 0) {
      request.getDiffusionBuilder().setRefreshEvery(refreshEvery);
    }

    SparseOptions sparse = accepted(request).getSparse();

    assertThat(sparse.getOrigin()).isFalse();
    assertThat(sparse.getSelect()).isEqualTo(0.5);
    assertThat(sparse.getPatternRefresh()).isEqualTo(patternRefresh);
  }

  @ParameterizedTest
  @CsvSource({"2015, true", "2016, false"})
  void preset_longCanvas_isSparse(int promptLength, boolean origin) {
    Accepted accepted = accepted(request(Cluster.LLADA, Preset.PRESET_FAST, promptLength));

    assertThat(accepted.getSparse().getOrigin()).isEqualTo(origin);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PRESET_UNSPECIFIED", "PRESET_EXACT"})
  void exact_asPublished(Preset preset) {
    Accepted accepted = accepted(request(Cluster.LLADA, preset, 20));

    assertThat(accepted.getDiffusion().getReuse()).isEqualTo(NONE);
    assertThat(accepted.getDiffusion().hasParallel()).isFalse();
    assertThat(accepted.getDiffusion().getStopAtEos()).isFalse();
    assertThat(accepted.getSparse().getOrigin()).isFalse();
  }

  @Test
  void fields_setByTheRequest_goBeforeThePresets() {
    GenerateRequest.Builder request = request(Cluster.LLADA, Preset.PRESET_FAST, 20);
    request
        .getDiffusionBuilder()
        .setRefreshEvery(2)
        .setParallel(ParallelDecoding.newBuilder().setFactor(1))
        .setStopAtEos(false);
    request.setSparse(SparseOptions.newBuilder().setSelect(0.5));

    Accepted accepted = accepted(request);

    assertThat(accepted.getDiffusion().getReuse()).isEqualTo(DUAL);
    assertThat(accepted.getDiffusion().getRefreshEvery()).isEqualTo(2);
    assertThat(accepted.getDiffusion().getParallel().getFactor()).isEqualTo(1);
    assertThat(accepted.getDiffusion().getStopAtEos()).isFalse();
    assertThat(accepted.getSparse().getOrigin()).isFalse();
    assertThat(accepted.getSparse().getSelect()).isEqualTo(0.5);
  }

  @Test
  void reuseNone_besideAPreset_leavesItsRefreshesOut() {
    GenerateRequest.Builder request = request(Cluster.DREAM, Preset.PRESET_FAST, 20);
    request.getDiffusionBuilder().setReuse(NONE);

    DiffusionOptions options = accepted(request).getDiffusion();

    assertThat(options.getReuse()).isEqualTo(NONE);
    assertThat(options.getParallel().getThreshold()).isEqualTo(0.9);
  }

  @ParameterizedTest
  @CsvSource({
    "llada-tiny, UNMASKING_RANDOM, 0",
    "dream-tiny, UNMASKING_ENTROPY, 0",
    "dream-tiny, UNMASKING_MASKGIT_PLUS, 1"
  })
  void unmaskingOfAnotherRanking_besideAPreset_followsItsSchedule(
      String model, Unmasking unmasking, double algTemp) {
    GenerateRequest.Builder request = request(model, Preset.PRESET_FAST, 20);
    request.getDiffusionBuilder().setUnmasking(unmasking);
    if (algTemp > 0) {
      request.getDiffusionBuilder().setAlgTemp(algTemp);
    }

    DiffusionOptions options = accepted(request).getDiffusion();

    assertThat(options.getUnmasking()).isEqualTo(unmasking);
    assertThat(options.hasParallel()).isFalse();
    assertThat(options.getReuse()).isEqualTo(DUAL);
  }

  @Test
  void resumed_withOptionsOfAcceptedAndThePreset_sameTokens() {
    GenerateRequest request =
        request(Cluster.LLADA, Preset.PRESET_FAST, 20)
            .setResponse(ResponseOptions.newBuilder().setPromptTokenIds(true))
            .build();
    List<GenerateResponse> events = generate(request);

    GenerateRequest resumed = ResumeRequests.of(request, events, 1);

    assertThat(resumed.getPreset()).isEqualTo(Preset.PRESET_FAST);
    assertThat(generate(resumed).getLast().getFinished().getTokenIdsList())
        .isEqualTo(events.getLast().getFinished().getTokenIdsList());
  }

  private static GenerateRequest.Builder request(String model, Preset preset, int promptLength) {
    return GenerateRequest.newBuilder()
        .setModel(model)
        .setPreset(preset)
        .setTokens(
            TokenPrompt.newBuilder()
                .addAllTokenIds(
                    IntStream.range(0, promptLength).mapToObj(i -> i * 7 % 490).toList()))
        .setDiffusion(DiffusionOptions.newBuilder().setGenLength(32).setSeed(3));
  }

  private static Accepted accepted(GenerateRequest.Builder request) {
    return generate(request.build()).getFirst().getAccepted();
  }

  private static List<GenerateResponse> generate(GenerateRequest request) {
    return Lists.newArrayList(cluster.stub().generate(request));
  }
}

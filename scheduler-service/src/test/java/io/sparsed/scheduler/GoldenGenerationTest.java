package io.sparsed.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Lists;
import io.sparsed.v1.AttentionMode;
import io.sparsed.v1.FinishReason;
import io.sparsed.v1.Finished;
import io.sparsed.v1.GenerateResponse;
import io.sparsed.v1.Progress;
import io.sparsed.worker.golden.Golden;
import io.sparsed.worker.golden.GoldenCase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares generations over real sockets with every recorded run of the published code. */
class GoldenGenerationTest {

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

  static List<GoldenCase> cases() {
    return Golden.cases();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void generate_recordedRun_equalsTheReferenceAfterEveryStep(GoldenCase golden) {
    List<GenerateResponse> events =
        Lists.newArrayList(cluster.stub().generate(GoldenRequests.request(golden)));

    Finished finished = events.getLast().getFinished();
    assertThat(GoldenRequests.history(finished.getHistoryList()))
        .isEqualTo(GoldenRequests.history(golden));
    assertThat(finished.getTokenIdsList()).isEqualTo(GoldenRequests.finalTokens(golden));
    assertThat(finished.getUsage().getPromptTokens()).isEqualTo(golden.promptLength());
    assertThat(events.getFirst().getAccepted().getModel()).isEqualTo(golden.model());

    List<Progress> steps =
        events.subList(1, events.size() - 1).stream().map(GenerateResponse::getProgress).toList();
    assertThat(steps).extracting(Progress::getAttention).isEqualTo(modes(golden));
    assertThat(replayed(golden, steps)).isEqualTo(GoldenRequests.finalTokens(golden));
    cluster.awaitIdle();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void generate_answerWithEos_isCutThereInUsageOnly(GoldenCase golden) {
    Finished finished =
        Lists.newArrayList(cluster.stub().generate(GoldenRequests.request(golden)))
            .getLast()
            .getFinished();
    int eos = golden.isDream() ? -1 : finished.getTokenIdsList().indexOf(501);

    assertThat(finished.getTokenIdsCount()).isEqualTo(golden.genLength());
    assertThat(finished.getUsage().getCompletionTokens())
        .isEqualTo(eos < 0 ? golden.genLength() : eos);
    assertThat(finished.getFinishReason())
        .isEqualTo(eos < 0 ? FinishReason.FINISH_REASON_LENGTH : FinishReason.FINISH_REASON_EOS);
  }

  private static List<AttentionMode> modes(GoldenCase golden) {
    GoldenCase.Sparse sparse = golden.sparse();
    int select = sparse == null ? golden.steps() : (int) (golden.steps() * sparse.skip()) + 1;
    List<AttentionMode> modes = new ArrayList<>();
    for (int step = 0; step < golden.steps(); step++) {
      modes.add(
          step < select
              ? AttentionMode.ATTENTION_MODE_DENSE
              : step == select
                  ? AttentionMode.ATTENTION_MODE_DENSE_AND_SELECT
                  : AttentionMode.ATTENTION_MODE_SPARSE);
    }
    return modes;
  }

  /** Returns the generation as a client builds it from the commits of each step. */
  private static List<Integer> replayed(GoldenCase golden, List<Progress> steps) {
    List<Integer> generation = new ArrayList<>();
    for (int i = 0; i < golden.genLength(); i++) {
      generation.add(golden.maskToken());
    }
    for (Progress step : steps) {
      for (int i = 0; i < step.getPositionsCount(); i++) {
        generation.set(step.getPositions(i), step.getTokenIds(i));
      }
      assertThat(step.getMasked())
          .isEqualTo(generation.stream().filter(token -> token == golden.maskToken()).count());
    }
    return generation;
  }
}

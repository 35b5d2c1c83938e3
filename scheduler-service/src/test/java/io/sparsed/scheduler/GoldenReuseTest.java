package io.sparsed.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Lists;
import io.sparsed.v1.DiffusionOptions;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.v1.GenerateResponse;
import io.sparsed.v1.KeyValueReuse;
import io.sparsed.v1.ParallelDecoding;
import io.sparsed.v1.Progress;
import io.sparsed.v1.SparseOptions;
import io.sparsed.v1.TokenPrompt;
import io.sparsed.worker.golden.Golden;
import io.sparsed.worker.golden.ReuseCase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares generations that reuse keys and values with recorded runs of Fast-dLLM's code. */
class GoldenReuseTest {

  @TempDir static Path folder;
  private static Cluster cluster;

  @BeforeAll
  static void start() throws IOException {
    cluster = Cluster.of(folder, config -> config, Cluster.LLADA);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  static List<ReuseCase> cases() {
    return Golden.reuseCases();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void generate_recordedRun_computesAndCommitsAsTheReferenceAtEveryStep(ReuseCase golden) {
    List<GenerateResponse> events = Lists.newArrayList(cluster.stub().generate(request(golden)));

    List<Progress> steps =
        events.subList(1, events.size() - 1).stream().map(GenerateResponse::getProgress).toList();
    int prompt = golden.prompt().size();
    assertThat(steps)
        .extracting(step -> step.getPositionsList().stream().map(each -> each + prompt).toList())
        .isEqualTo(golden.forwards().stream().map(ReuseCase.Call::positions).toList());
    assertThat(steps)
        .extracting(Progress::getTokenIdsList)
        .isEqualTo(golden.forwards().stream().map(ReuseCase.Call::tokens).toList());
    assertThat(steps)
        .extracting(Progress::getReused)
        .isEqualTo(golden.forwards().stream().map(call -> call.rows().getFirst() > 0).toList());
    assertThat(events.getLast().getFinished().getTokenIdsList())
        .isEqualTo(golden.finalTokens().subList(prompt, golden.finalTokens().size()));
    cluster.awaitIdle();
  }

  static GenerateRequest request(ReuseCase golden) {
    DiffusionOptions.Builder diffusion =
        DiffusionOptions.newBuilder()
            .setGenLength(golden.genLength())
            .setBlockLength(golden.blockLength())
            .setSteps(golden.steps())
            .setReuse(
                KeyValueReuse.valueOf(
                    "KEY_VALUE_REUSE_" + golden.reuse().toUpperCase(Locale.ROOT)));
    if (golden.threshold() != null) {
      diffusion.setParallel(ParallelDecoding.newBuilder().setThreshold(golden.threshold()));
    }
    return GenerateRequest.newBuilder()
        .setModel(golden.model())
        .setTokens(TokenPrompt.newBuilder().addAllTokenIds(golden.prompt()))
        .setDiffusion(diffusion)
        .setSparse(SparseOptions.newBuilder().setOrigin(true))
        .build();
  }
}

package io.sparsed.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Lists;
import io.sparsed.v1.Finished;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.v1.GenerateResponse;
import io.sparsed.v1.Unmasking;
import io.sparsed.worker.WorkerServer;
import io.sparsed.worker.golden.GoldenCase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests that answers do not change if a generation is resumed on another scheduler. */
class ResumeTest {

  /** Requests with a pattern, guidance or sampling, whose state a resumption must restore. */
  enum Kind {
    LLADA_DENSE("dense_semi_ar"),
    LLADA_GUIDED("dense_cfg"),
    LLADA_SPARSE("sparse_b32_s30"),
    LLADA_SPARSE_SAMPLED("sparse_b32_s30") {
      @Override
      void change(GenerateRequest.Builder request) {
        request.getDiffusionBuilder().setTemperature(0.9).setSeed(7);
      }
    },
    LLADA_SPARSE_GUIDED_AT_RANDOM("sparse_skip0") {
      @Override
      void change(GenerateRequest.Builder request) {
        request
            .getDiffusionBuilder()
            .setCfgScale(1.5)
            .setTemperature(0.5)
            .setUnmasking(Unmasking.UNMASKING_RANDOM)
            .setSeed(8);
      }
    },
    DREAM_DENSE("dense_maskgit"),
    DREAM_SPARSE_SAMPLED("dense_maskgit") {
      @Override
      void change(GenerateRequest.Builder request) {
        request.getDiffusionBuilder().setTemperature(0.7).setTopP(0.9).setAlgTemp(0.3).setSeed(9);
        request.getSparseBuilder().clear().setSelect(0.5).setBlockSize(16);
      }
    },
    DREAM_SPARSE_BY_CHANCE("dense_maskgit") {
      @Override
      void change(GenerateRequest.Builder request) {
        request
            .getDiffusionBuilder()
            .setUnmasking(Unmasking.UNMASKING_ORIGIN)
            .setTemperature(0.7)
            .setSeed(10);
        request.getSparseBuilder().clear().setSelect(0.5).setBlockSize(16);
      }
    };

    private final String golden;

    Kind(String golden) {
      this.golden = golden;
    }

    void change(GenerateRequest.Builder request) {}

    GenerateRequest request() {
      GoldenCase recorded = GoldenRequests.named(golden);
      GenerateRequest.Builder request = GoldenRequests.request(recorded).toBuilder();
      request.getResponseBuilder().setPromptTokenIds(true);
      change(request);
      return request.build();
    }
  }

  @TempDir static Path folder;
  private static WorkerServer llada;
  private static WorkerServer dream;
  private static Relay seenLlada;
  private static Relay seenDream;
  private static Cluster first;
  private static Cluster second;

  @BeforeAll
  static void start() throws IOException {
    llada = Cluster.worker(folder, Cluster.LLADA);
    dream = Cluster.worker(folder, Cluster.DREAM);
    seenLlada = Relay.before(llada);
    seenDream = Relay.before(dream);
    first = Cluster.over(config -> config, Cluster.address(llada), Cluster.address(dream));
    second = Cluster.over(config -> config, seenLlada.address(), seenDream.address());
    first.awaitModels(2);
    second.awaitModels(2);
  }

  @AfterAll
  static void stop() {
    second.close();
    first.close();
    seenLlada.close();
    seenDream.close();
    llada.close();
    dream.close();
  }

  @ParameterizedTest
  @EnumSource
  void generate_cutOffAfterAnyStep_endsAsIfItHadNotBeen(Kind kind) {
    GenerateRequest request = kind.request();
    List<GenerateResponse> undisturbed = Lists.newArrayList(first.stub().generate(request));
    int steps = undisturbed.size() - 2;

    for (int done = 0; done <= steps; done++) {
      List<GenerateResponse> resumed =
          Lists.newArrayList(second.stub().generate(ResumeRequests.of(request, undisturbed, done)));

      assertThat(ResumeRequests.progress(resumed))
          .as("after %d steps", done)
          .isEqualTo(ResumeRequests.progress(undisturbed).subList(done, steps));
      assertThat(untimed(resumed)).isEqualTo(untimed(undisturbed));
      assertThat(resumed.getLast().getFinished().getUsage().getResumes()).isEqualTo(1);
      assertThat(resumed.getFirst().getAccepted().getPromptTokens())
          .isEqualTo(request.getTokens().getTokenIdsCount());
    }
  }

  @Test
  void generate_cutOffInTheSparsePhase_repeatsTheForwardOfThePatternOnly() {
    GenerateRequest request = Kind.LLADA_SPARSE.request();
    List<GenerateResponse> undisturbed = Lists.newArrayList(first.stub().generate(request));
    int select = 5;
    int done = 12;
    int before = seenLlada.forwards().size();

    second
        .stub()
        .generate(ResumeRequests.of(request, undisturbed, done))
        .forEachRemaining(event -> {});

    assertThat(seenLlada.forwards().stream().skip(before).map(forward -> forward.getStep()))
        .containsExactlyElementsOf(
            IntStream.concat(IntStream.of(select), IntStream.range(done, 20)).boxed().toList());
    assertThat(seenLlada.forwards().get(before).getAttention().hasDenseAndSelect()).isTrue();
    second.awaitIdle();
  }

  @Test
  void generate_cutOffAfterItsLastStep_isAnsweredWithoutAnyForward() {
    GenerateRequest request = Kind.LLADA_SPARSE.request();
    List<GenerateResponse> undisturbed = Lists.newArrayList(first.stub().generate(request));
    int before = seenLlada.forwards().size();

    List<GenerateResponse> resumed =
        Lists.newArrayList(second.stub().generate(ResumeRequests.of(request, undisturbed, 20)));

    assertThat(resumed).hasSize(2);
    assertThat(seenLlada.forwards()).hasSize(before);
  }

  @Test
  void generate_promptAskedFor_isToldAsTokenIds() {
    GenerateRequest request = Kind.LLADA_DENSE.request();
    GenerateRequest quiet =
        request.toBuilder().setResponse(request.getResponse().toBuilder().clear()).build();

    assertThat(accepted(request).getPromptTokenIdsList())
        .isEqualTo(request.getTokens().getTokenIdsList());
    assertThat(accepted(quiet).getPromptTokenIdsList()).isEmpty();
    assertThat(accepted(quiet).getFingerprint()).isNotEmpty();
  }

  private static io.sparsed.v1.Accepted accepted(GenerateRequest request) {
    return Lists.newArrayList(first.stub().generate(request)).getFirst().getAccepted();
  }

  /** Returns the answer with its history and usage, without the number of resumes. */
  private static Finished untimed(List<GenerateResponse> heard) {
    Finished.Builder finished = heard.getLast().getFinished().toBuilder().clearTimings();
    // Told, like the timings, of the forwards since the generation was resumed.
    finished.getUsageBuilder().clearAttended();
    finished.getUsageBuilder().clearResumes();
    return finished.build();
  }
}

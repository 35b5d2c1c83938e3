package io.sparsed.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparsed.v1.Accepted;
import io.sparsed.v1.CompleteRequest;
import io.sparsed.v1.DiffusionOptions;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.v1.KeyValueReuse;
import io.sparsed.v1.ModelInfo;
import io.sparsed.v1.ParallelDecoding;
import io.sparsed.v1.Preset;
import io.sparsed.v1.TokenPrompt;
import io.sparsed.v1.Unmasking;
import io.sparsed.worker.Compute;
import io.sparsed.worker.WorkerConfig;
import io.sparsed.worker.WorkerServer;
import io.sparsed.worker.golden.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the options that a checkpoint publishes, where a request leaves them out. */
class PublishedOptionsTest {

  private static final String ILLADA = "illada-tiny";

  @TempDir static Path folder;
  private static final List<WorkerServer> workers = new ArrayList<>();
  private static Cluster cluster;

  @BeforeAll
  static void start() throws IOException {
    for (String model : List.of(Cluster.DREAM, ILLADA)) {
      Path checkpoint = Golden.checkpoint(model, folder);
      Files.writeString(
          checkpoint.resolve("generation_config.json"),
          "{\"alg\": \"entropy\", \"temperature\": 0.3, \"top_k\": 9, \"alg_temp\": 0.5}");
      workers.add(
          WorkerServer.start(WorkerConfig.of(checkpoint).withCompute(Compute.on("cpu")))
              .awaitReady());
    }
    cluster =
        Cluster.over(
            config -> config, workers.stream().map(Cluster::address).toArray(String[]::new));
    cluster.awaitModels(2);
  }

  @AfterAll
  static void stop() {
    cluster.close();
    workers.forEach(WorkerServer::close);
  }

  @Test
  void dream_nothingAsked_hasWhatIsPublished() {
    DiffusionOptions options = accepted(request(Cluster.DREAM));

    assertThat(options.getUnmasking()).isEqualTo(Unmasking.UNMASKING_ENTROPY);
    assertThat(options.getTemperature()).isEqualTo(0.3);
    assertThat(options.getTopK()).isEqualTo(9);
    assertThat(options.getAlgTemp()).isEqualTo(0.5);
    assertThat(options.getTopP()).isEqualTo(0.95);
  }

  @Test
  void dream_asked_hasWhatIsAsked() {
    GenerateRequest.Builder request = request(Cluster.DREAM);
    request
        .getDiffusionBuilder()
        .setUnmasking(Unmasking.UNMASKING_TOPK_MARGIN)
        .setTemperature(0)
        .setTopK(0)
        .setAlgTemp(0);

    DiffusionOptions options = accepted(request);

    assertThat(options.getUnmasking()).isEqualTo(Unmasking.UNMASKING_TOPK_MARGIN);
    assertThat(options.getTemperature()).isZero();
    assertThat(options.getTopK()).isZero();
    assertThat(options.getAlgTemp()).isZero();
  }

  @Test
  void dream_severalTokensAStep_publishedPolicyDoesNotCount() {
    GenerateRequest.Builder request = request(Cluster.DREAM);
    request
        .getDiffusionBuilder()
        .setParallel(ParallelDecoding.newBuilder().setEntropyThreshold(0.5));
    DiffusionOptions options = accepted(request);

    assertThat(options.getUnmasking()).isEqualTo(Unmasking.UNMASKING_MASKGIT_PLUS);
    assertThat(options.getParallel().getEntropyThreshold()).isEqualTo(0.5);
    assertThat(options.getTemperature()).isEqualTo(0.3);
    assertThat(accepted(request(Cluster.DREAM).setPreset(Preset.PRESET_FAST)).getParallel())
        .extracting(ParallelDecoding::getThreshold)
        .isEqualTo(0.9);
  }

  @Test
  void distilled_eitherFamily_bindsTheEntropyInBlocks() {
    DiffusionOptions dream = accepted(request(Cluster.DREAM).setPreset(Preset.PRESET_DISTILLED));
    DiffusionOptions llada = accepted(request(ILLADA).setPreset(Preset.PRESET_DISTILLED));

    for (DiffusionOptions options : List.of(dream, llada)) {
      assertThat(options.getParallel().getEntropyThreshold()).isEqualTo(0.5);
      assertThat(options.getStopAtEos()).isTrue();
      assertThat(options.getBlockLength()).isEqualTo(32);
    }
    assertThat(dream.getReuse()).isEqualTo(KeyValueReuse.KEY_VALUE_REUSE_DUAL);
    assertThat(dream.getRefreshEvery()).isEqualTo(4);
    assertThat(llada.getReuse()).isEqualTo(KeyValueReuse.KEY_VALUE_REUSE_NONE);
  }

  @Test
  void illada_noLength_isOpen() {
    GenerateRequest.Builder open = request(ILLADA);
    open.getDiffusionBuilder().clearGenLength();
    DiffusionOptions options = accepted(open);
    assertThat(options.hasGenLength()).isFalse();
    assertThat(options.getMaxGenLength()).isEqualTo(128);
    assertThat(options.getBlockLength()).isEqualTo(32);

    DiffusionOptions fixed = accepted(request(ILLADA));
    assertThat(fixed.hasMaxGenLength()).isFalse();
    assertThat(fixed.getGenLength()).isEqualTo(64);
  }

  @Test
  void listModels_tellsThem() {
    ModelInfo dream = cluster.models().getFirst();
    ModelInfo illada = cluster.models().getLast();

    assertThat(dream.getDefaultDiffusion().getUnmasking()).isEqualTo(Unmasking.UNMASKING_ENTROPY);
    assertThat(dream.getDefaultDiffusion().getTemperature()).isEqualTo(0.3);
    assertThat(illada.getDefaultDiffusion().getMaxGenLength()).isEqualTo(128);
    assertThat(illada.getDefaultDiffusion().getTemperature()).isZero();
  }

  private static GenerateRequest.Builder request(String model) {
    return GenerateRequest.newBuilder()
        .setModel(model)
        .setTokens(TokenPrompt.newBuilder().addTokenIds(7))
        .setDiffusion(DiffusionOptions.newBuilder().setGenLength(64).setSteps(4).setSeed(1));
  }

  private static DiffusionOptions accepted(GenerateRequest.Builder request) {
    Accepted accepted =
        cluster
            .stub()
            .complete(CompleteRequest.newBuilder().setRequest(request).build())
            .getAccepted();
    return accepted.getDiffusion();
  }
}

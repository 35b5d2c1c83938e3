package io.sparsed.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Lists;
import io.sparsed.v1.AttentionMode;
import io.sparsed.v1.DiffusionOptions;
import io.sparsed.v1.DropArtifactRequest;
import io.sparsed.v1.Finished;
import io.sparsed.v1.ForwardRequest;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.v1.GenerateResponse;
import io.sparsed.v1.KeyValueReuse;
import io.sparsed.v1.ParallelDecoding;
import io.sparsed.v1.Progress;
import io.sparsed.v1.SparseOptions;
import io.sparsed.v1.TokenPrompt;
import io.sparsed.worker.WorkerServer;
import io.sparsed.worker.golden.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests laws of generations that reuse keys and values or commit several tokens a step. */
class ReuseGenerationTest {

  private static final KeyValueReuse DUAL = KeyValueReuse.KEY_VALUE_REUSE_DUAL;
  private static final KeyValueReuse PREFIX = KeyValueReuse.KEY_VALUE_REUSE_PREFIX;

  @TempDir static Path folder;
  private static WorkerServer llada;
  private static final List<WorkerServer> others = new ArrayList<>();
  private static Relay relay;
  private static Cluster cluster;

  @BeforeAll
  static void start() throws IOException {
    llada = Cluster.worker(folder, Cluster.LLADA);
    relay = Relay.before(llada);
    List<String> addresses = new ArrayList<>(List.of(relay.address()));
    for (String model : Golden.models()) {
      if (!model.equals(Cluster.LLADA)) {
        others.add(Cluster.worker(folder, model));
        addresses.add(Cluster.address(others.getLast()));
      }
    }
    cluster = Cluster.over(config -> config, addresses.toArray(String[]::new));
    cluster.awaitModels(addresses.size());
  }

  @AfterAll
  static void stop() {
    cluster.close();
    relay.close();
    llada.close();
    others.forEach(WorkerServer::close);
  }

  @ParameterizedTest
  @CsvSource({
    "llada-tiny, false, 0",
    "llada-tiny, true, 0",
    "llada-tiny, true, 1.5",
    "dream-tiny, true, 0",
    "illada-tiny, true, 0",
    "a2d-qwen3-tiny, true, 0",
    "a2d-qwen2-tiny, false, 0",
    "llada-moe-tiny, true, 1.5"
  })
  void refreshAtEveryStep_anyModel_asWithoutReuse(String model, boolean sparse, double cfgScale) {
    Consumer<DiffusionOptions.Builder> guided =
        options -> {
          if (cfgScale > 0) {
            options.setCfgScale(cfgScale);
          }
        };
    List<Integer> plain = tokens(request(model, sparse, guided));

    assertThat(
            tokens(
                request(
                    model,
                    sparse,
                    guided.andThen(options -> options.setReuse(DUAL).setRefreshEvery(1)))))
        .isEqualTo(plain);
  }

  @ParameterizedTest
  @CsvSource({
    "llada-tiny, false",
    "llada-tiny, true",
    "dream-tiny, false",
    "dream-tiny, true",
    "illada-tiny, true",
    "a2d-qwen3-tiny, true",
    "a2d-qwen2-tiny, true",
    "llada-moe-tiny, true"
  })
  void dual_oneBlock_asPrefix(String model, boolean sparse) {
    Finished dual =
        finished(request(model, sparse, options -> options.setReuse(DUAL).setBlockLength(32)));

    assertThat(dual.getUsage().getReuseSteps()).isPositive();
    assertThat(
            tokens(request(model, sparse, options -> options.setReuse(PREFIX).setBlockLength(32))))
        .isEqualTo(dual.getTokenIdsList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"llada-tiny", "dream-tiny"})
  void sparseDual_everyFewSteps_takesThePatternAtARefreshAndThenAttendsByIt(String model) {
    List<Progress> steps =
        progress(
            generate(
                request(
                    model,
                    true,
                    options -> options.setReuse(DUAL).setBlockLength(16).setRefreshEvery(4))));

    assertThat(steps)
        .filteredOn(step -> step.getAttention() == AttentionMode.ATTENTION_MODE_DENSE_AND_SELECT)
        .singleElement()
        .satisfies(
            step -> {
              assertThat(step.getReused()).isFalse();
              assertThat(step.getStep()).isGreaterThanOrEqualTo((int) (32 * 0.2) + 1);
              assertThat(steps.subList(step.getStep() + 1, steps.size()))
                  .extracting(Progress::getAttention)
                  .containsOnly(AttentionMode.ATTENTION_MODE_SPARSE);
            });
    assertThat(steps).filteredOn(Progress::getReused).hasSizeGreaterThan(10);
  }

  static List<String> ofLladaRule() {
    return Golden.models().stream().filter(model -> !model.equals(Cluster.DREAM)).toList();
  }

  @ParameterizedTest
  @MethodSource("ofLladaRule")
  void threshold_aboveOne_asOneTokenAStep(String model) {
    assertThat(tokens(request(model, false, options -> options.setParallel(threshold(1.5)))))
        .isEqualTo(tokens(request(model, false, _ -> {})));
  }

  @ParameterizedTest
  @ValueSource(strings = {"llada-tiny", "dream-tiny"})
  void threshold_zero_aStepABlock(String model) {
    List<Progress> steps =
        progress(
            generate(
                request(
                    model,
                    false,
                    options ->
                        options.setReuse(DUAL).setBlockLength(16).setParallel(threshold(0)))));

    // A proposal of the mask token is never committed, so a block may end with masks.
    assertThat(steps).hasSizeBetween(2, 4).allMatch(step -> step.getGenerationBlock() < 2);
    assertThat(steps.getFirst().getPositionsCount()).isGreaterThan(10);
  }

  @Test
  void keyValuesDroppedBehindTheSchedulersBack_refreshRunsAgain_sameTokens() {
    GenerateRequest request =
        request("llada-tiny", true, options -> options.setReuse(DUAL).setBlockLength(16));
    List<Integer> undisturbed = tokens(request);
    Set<Integer> dropped = ConcurrentHashMap.newKeySet();
    relay.onForward(
        forward -> {
          if (forward.hasReuse() && forward.getStep() % 5 == 3 && dropped.add(forward.getStep())) {
            drop(forward);
          }
        });
    try {
      assertThat(tokens(request)).isEqualTo(undisturbed);
      assertThat(dropped).hasSizeGreaterThan(3);
    } finally {
      relay.onForward(_ -> {});
    }
    cluster.awaitIdle();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 9, 17, 20, 31, 32})
  void resumed_afterAnyStep_sameTokens(int steps) {
    GenerateRequest request =
        request(
                "llada-tiny",
                true,
                options -> options.setReuse(DUAL).setBlockLength(16).setRefreshEvery(4))
            .toBuilder()
            .setResponse(io.sparsed.v1.ResponseOptions.newBuilder().setPromptTokenIds(true))
            .build();
    List<GenerateResponse> events = generate(request);

    assertThat(tokens(ResumeRequests.of(request, events, steps)))
        .isEqualTo(events.getLast().getFinished().getTokenIdsList());
  }

  private static void drop(ForwardRequest forward) {
    var _ =
        relay
            .worker()
            .dropArtifact(
                DropArtifactRequest.newBuilder()
                    .setArtifactId(forward.getReuse().getKeyValuesId())
                    .build());
  }

  private static ParallelDecoding threshold(double value) {
    return ParallelDecoding.newBuilder().setThreshold(value).build();
  }

  private static GenerateRequest request(
      String model, boolean sparse, Consumer<DiffusionOptions.Builder> change) {
    DiffusionOptions.Builder options =
        DiffusionOptions.newBuilder().setGenLength(32).setSteps(32).setSeed(3).setTemperature(0);
    change.accept(options);
    return GenerateRequest.newBuilder()
        .setModel(model)
        .setTokens(
            TokenPrompt.newBuilder()
                .addAllTokenIds(IntStream.range(0, 150).mapToObj(i -> i * 7 % 490).toList()))
        .setDiffusion(options)
        .setSparse(SparseOptions.newBuilder().setOrigin(!sparse).setBlockSize(16).setSelect(0.3))
        .build();
  }

  private static List<GenerateResponse> generate(GenerateRequest request) {
    return Lists.newArrayList(cluster.stub().generate(request));
  }

  private static List<Progress> progress(List<GenerateResponse> events) {
    return ResumeRequests.progress(events);
  }

  private static Finished finished(GenerateRequest request) {
    return generate(request).getLast().getFinished();
  }

  private static List<Integer> tokens(GenerateRequest request) {
    return finished(request).getTokenIdsList();
  }
}

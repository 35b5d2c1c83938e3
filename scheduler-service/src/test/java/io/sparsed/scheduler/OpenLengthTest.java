package io.sparsed.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Lists;
import io.sparsed.v1.AttentionMode;
import io.sparsed.v1.DiffusionOptions;
import io.sparsed.v1.FinishReason;
import io.sparsed.v1.Finished;
import io.sparsed.v1.ForwardRequest;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.v1.GenerateResponse;
import io.sparsed.v1.KeyValueReuse;
import io.sparsed.v1.ParallelDecoding;
import io.sparsed.v1.Progress;
import io.sparsed.v1.ResponseOptions;
import io.sparsed.v1.SparseOptions;
import io.sparsed.v1.TokenPrompt;
import io.sparsed.worker.Compute;
import io.sparsed.worker.WorkerConfig;
import io.sparsed.worker.WorkerServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests answers of open length, to which generation blocks are appended until they end. */
class OpenLengthTest {

  private static final int BLOCK = 8;
  private static final int MOST = 24;
  private static final List<Integer> PROMPT =
      IntStream.range(0, 150).mapToObj(i -> i * 7 % 490).toList();

  /** A Way is a set of options that an answer of open length is combined with. */
  enum Way {
    PLAIN {
      @Override
      void change(DiffusionOptions.Builder options) {}
    },
    REUSING {
      @Override
      void change(DiffusionOptions.Builder options) {
        options.setReuse(KeyValueReuse.KEY_VALUE_REUSE_DUAL);
      }
    },
    REUSING_THE_PREFIX {
      @Override
      void change(DiffusionOptions.Builder options) {
        options.setReuse(KeyValueReuse.KEY_VALUE_REUSE_PREFIX).setRefreshEvery(3);
      }
    },
    PARALLEL {
      @Override
      void change(DiffusionOptions.Builder options) {
        // The best, and the second while its probability is 0.01 or more.
        options.setParallel(ParallelDecoding.newBuilder().setFactor(2.97));
      }
    };

    abstract void change(DiffusionOptions.Builder options);
  }

  @TempDir static Path folder;
  private static WorkerServer llada;
  private static WorkerServer dream;
  private static Relay relay;
  private static Cluster cluster;

  @BeforeAll
  static void start() throws IOException {
    llada = Cluster.worker(folder, Cluster.LLADA);
    dream = Cluster.worker(folder, Cluster.DREAM);
    relay = Relay.before(llada);
    cluster = Cluster.over(config -> config, relay.address(), Cluster.address(dream));
    cluster.awaitModels(2);
  }

  @AfterAll
  static void stop() {
    cluster.close();
    relay.close();
    llada.close();
    dream.close();
  }

  @ParameterizedTest
  @CsvSource({
    "llada-tiny, PLAIN",
    "llada-tiny, REUSING",
    "llada-tiny, PARALLEL",
    "dream-tiny, PLAIN",
    "dream-tiny, REUSING",
    "dream-tiny, PARALLEL"
  })
  void oneBlock_asAFixedCanvasOfThatBlock(String model, Way way) {
    GenerateRequest open = request(model, options -> options.setMaxGenLength(32), way, 32);
    GenerateRequest fixed = request(model, options -> options.setGenLength(32), way, 32);
    if (model.equals(Cluster.DREAM) && way != Way.REUSING) {
      GenerateRequest.Builder whole = fixed.toBuilder();
      whole.getDiffusionBuilder().clearBlockLength();
      fixed = whole.build();
    }

    List<Progress> grown = steps(open);

    assertThat(grown).isEqualTo(steps(fixed));
    assertThat(grown)
        .extracting(Progress::getAttention)
        .contains(
            way == Way.REUSING
                ? AttentionMode.ATTENTION_MODE_DENSE
                : AttentionMode.ATTENTION_MODE_SPARSE);
  }

  @Test
  void severalBlocks_asRequestsThatEachContinueTheOneBefore() {
    List<Integer> chained = new ArrayList<>(PROMPT);
    for (int block = 0; block < MOST / BLOCK; block++) {
      GenerateRequest.Builder request = dense(options -> options.setGenLength(BLOCK)).toBuilder();
      request.getTokensBuilder().clear().addAllTokenIds(chained);
      chained.addAll(finished(request.build()).getTokenIdsList());
    }

    Finished open = finished(dense(options -> options.setMaxGenLength(MOST)));

    assertThat(open.getTokenIdsList())
        .isEqualTo(chained.subList(PROMPT.size(), PROMPT.size() + MOST));
    assertThat(open.getFinishReason()).isEqualTo(FinishReason.FINISH_REASON_LENGTH);
  }

  @ParameterizedTest
  @EnumSource
  void everyWay_forwardsSeeTheBlocksSoFarAndTakeThePatternAnewInEach(Way way) {
    int before = relay.forwards().size();

    Finished finished =
        finished(request(Cluster.LLADA, options -> options.setMaxGenLength(MOST), way, BLOCK));

    List<ForwardRequest> forwards = relay.forwards().subList(before, relay.forwards().size());
    assertThat(forwards)
        .allSatisfy(
            forward -> {
              int last = forward.getProposal().getPositionsList().getLast() - PROMPT.size();
              int blocks = last / BLOCK + 1;
              assertThat(canvasLength(forward)).isEqualTo(PROMPT.size() + blocks * BLOCK);
            });
    assertThat(forwards)
        .filteredOn(forward -> forward.getAttention().hasDenseAndSelect())
        .extracting(OpenLengthTest::canvasLength)
        .doesNotHaveDuplicates()
        .contains(PROMPT.size() + 2 * BLOCK, PROMPT.size() + MOST);
    assertThat(finished.getUsage().getSparseSteps()).isPositive();
    cluster.awaitIdle();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void endOfSequenceToken_inABlock_noBlockIsAppended(boolean stopAtEos, @TempDir Path ownFolder)
      throws IOException {
    int eos = finished(dense(options -> options.setMaxGenLength(MOST))).getTokenIds(BLOCK + 2);
    Path checkpoint = TextCheckpoint.withEos(ownFolder, Cluster.LLADA, eos);
    try (WorkerServer worker =
            WorkerServer.start(WorkerConfig.of(checkpoint).withCompute(Compute.on("cpu")))
                .awaitReady();
        Cluster ended = Cluster.over(config -> config, Cluster.address(worker))) {
      ended.awaitModels(1);
      Finished finished =
          Lists.newArrayList(
                  ended
                      .stub()
                      .generate(
                          dense(options -> options.setMaxGenLength(MOST).setStopAtEos(stopAtEos))))
              .getLast()
              .getFinished();

      assertThat(finished.getTokenIdsList()).contains(eos);
      assertThat(finished.getTokenIdsCount() % BLOCK).isZero();
      assertThat(finished.getTokenIdsCount()).isLessThan(MOST);
      assertThat(finished.getFinishReason()).isEqualTo(FinishReason.FINISH_REASON_EOS);
    }
  }

  @ParameterizedTest
  @EnumSource
  void resumed_afterAnyStep_sameAnswer(Way way) {
    GenerateRequest request =
        request(Cluster.LLADA, options -> options.setMaxGenLength(MOST), way, BLOCK).toBuilder()
            .setResponse(ResponseOptions.newBuilder().setPromptTokenIds(true))
            .build();
    List<GenerateResponse> events = Lists.newArrayList(cluster.stub().generate(request));

    for (int done = 0; done <= events.size() - 2; done += 3) {
      assertThat(finished(ResumeRequests.of(request, events, done)).getTokenIdsList())
          .as("after %d steps", done)
          .isEqualTo(events.getLast().getFinished().getTokenIdsList());
    }
  }

  private static int canvasLength(ForwardRequest forward) {
    return forward.hasReuse() ? forward.getReuse().getCanvasLength() : forward.getTokenIdsCount();
  }

  private static GenerateRequest dense(Consumer<DiffusionOptions.Builder> change) {
    GenerateRequest request = request(Cluster.LLADA, change, Way.PLAIN, BLOCK);
    return request.toBuilder().setSparse(SparseOptions.newBuilder().setOrigin(true)).build();
  }

  private static GenerateRequest request(
      String model, Consumer<DiffusionOptions.Builder> change, Way way, int blockLength) {
    DiffusionOptions.Builder options =
        DiffusionOptions.newBuilder().setBlockLength(blockLength).setSeed(3).setTemperature(0);
    way.change(options);
    change.accept(options);
    return GenerateRequest.newBuilder()
        .setModel(model)
        .setTokens(TokenPrompt.newBuilder().addAllTokenIds(PROMPT))
        .setDiffusion(options)
        .setSparse(SparseOptions.newBuilder().setBlockSize(16).setSelect(0.3))
        .build();
  }

  private static List<Progress> steps(GenerateRequest request) {
    return ResumeRequests.progress(Lists.newArrayList(cluster.stub().generate(request)));
  }

  private static Finished finished(GenerateRequest request) {
    return Lists.newArrayList(cluster.stub().generate(request)).getLast().getFinished();
  }
}

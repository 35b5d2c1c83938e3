package io.sparsed.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Lists;
import io.sparsed.v1.Accepted;
import io.sparsed.v1.DiffusionOptions;
import io.sparsed.v1.FilledSlots;
import io.sparsed.v1.Finished;
import io.sparsed.v1.ForwardRequest;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.v1.GenerateResponse;
import io.sparsed.v1.KeyValueReuse;
import io.sparsed.v1.ParallelDecoding;
import io.sparsed.v1.Progress;
import io.sparsed.v1.ResponseOptions;
import io.sparsed.v1.SparseOptions;
import io.sparsed.v1.TemplatePart;
import io.sparsed.v1.TemplatePrompt;
import io.sparsed.v1.TokenPrompt;
import io.sparsed.v1.Unmasking;
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
import org.junit.jupiter.params.provider.EnumSource;

/** Tests prompts with free slots, which are denoised before the answer is. */
class InfillingTest {

  private static final int MASK = 500;
  private static final int LENGTH = 100;
  private static final List<Integer> SLOTS = List.of(20, 21, 22, 23, 40, 60, 61, 62);

  /** A Way is a model with options that a prompt with slots is combined with. */
  enum Way {
    LLADA(Cluster.LLADA),
    LLADA_REUSING(Cluster.LLADA) {
      @Override
      void change(GenerateRequest.Builder request) {
        request.getDiffusionBuilder().setReuse(KeyValueReuse.KEY_VALUE_REUSE_DUAL);
      }
    },
    LLADA_PARALLEL(Cluster.LLADA) {
      @Override
      void change(GenerateRequest.Builder request) {
        request.getDiffusionBuilder().setParallel(ParallelDecoding.newBuilder().setFactor(2.97));
      }
    },
    LLADA_GUIDED(Cluster.LLADA) {
      @Override
      void change(GenerateRequest.Builder request) {
        request.getDiffusionBuilder().setCfgScale(1.5);
      }
    },
    LLADA_OPEN(Cluster.LLADA) {
      @Override
      void change(GenerateRequest.Builder request) {
        request.getDiffusionBuilder().clearGenLength().setMaxGenLength(16);
      }
    },
    DREAM(Cluster.DREAM) {
      @Override
      void change(GenerateRequest.Builder request) {
        request.getDiffusionBuilder().clearBlockLength();
      }
    },
    DREAM_BY_CHANCE(Cluster.DREAM) {
      @Override
      void change(GenerateRequest.Builder request) {
        request.getDiffusionBuilder().clearBlockLength().setUnmasking(Unmasking.UNMASKING_ORIGIN);
      }
    },
    DREAM_REUSING(Cluster.DREAM) {
      @Override
      void change(GenerateRequest.Builder request) {
        request.getDiffusionBuilder().setReuse(KeyValueReuse.KEY_VALUE_REUSE_PREFIX);
      }
    };

    private final String model;

    Way(String model) {
      this.model = model;
    }

    void change(GenerateRequest.Builder request) {}

    GenerateRequest.Builder request(boolean sparse) {
      GenerateRequest.Builder request =
          GenerateRequest.newBuilder()
              .setModel(model)
              .setTokens(TokenPrompt.newBuilder().addAllTokenIds(prompt()).setSlots(true))
              .setDiffusion(
                  DiffusionOptions.newBuilder()
                      .setGenLength(16)
                      .setBlockLength(8)
                      .setTemperature(0)
                      .setSeed(3))
              .setSparse(
                  SparseOptions.newBuilder().setOrigin(!sparse).setBlockSize(16).setSelect(0.4))
              .setResponse(ResponseOptions.newBuilder().setPromptTokenIds(true));
      change(request);
      return request;
    }
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
  @EnumSource
  void slots_anyWay_areFilledFirstAtTheirPlacesAndTold(Way way) {
    GenerateRequest request = way.request(true).build();
    List<GenerateResponse> events = generate(request);
    List<Progress> steps = ResumeRequests.progress(events);
    Finished finished = events.getLast().getFinished();

    assertThat(finished.getSlotsList())
        .extracting(FilledSlots::getPosition)
        .containsExactly(20, 40, 60);
    assertThat(finished.getSlotsList())
        .extracting(FilledSlots::getTokenIdsCount)
        .containsExactly(4, 1, 3);
    assertThat(steps).flatExtracting(Progress::getSlotPositionsList).containsAll(SLOTS);
    int firstOfAnswer =
        IntStream.range(0, steps.size())
            .filter(i -> steps.get(i).getPositionsCount() > 0)
            .findFirst()
            .orElseThrow();
    assertThat(steps.subList(0, firstOfAnswer))
        .flatExtracting(Progress::getSlotPositionsList)
        .containsAll(SLOTS);
    assertThat(finished.getTokenIdsCount()).isEqualTo(16);
  }

  @Test
  void filledSlots_dense_theAnswerIsThatOfTheFilledPrompt() {
    Finished infilled = generate(Way.LLADA.request(false).build()).getLast().getFinished();
    GenerateRequest.Builder plain = Way.LLADA.request(false);
    plain.getTokensBuilder().clear().addAllTokenIds(filled(infilled));

    assertThat(plain.getTokens().getTokenIdsList()).doesNotContain(MASK);
    assertThat(generate(plain.build()).getLast().getFinished().getTokenIdsList())
        .isEqualTo(infilled.getTokenIdsList());
  }

  @Test
  void reuseSteps_ofTheSlots_computeTheirRowsOnly() {
    int before = relay.forwards().size();

    var _ = generate(Way.LLADA_REUSING.request(true).build());

    List<ForwardRequest> ofSlots =
        relay.forwards().stream()
            .skip(before)
            .filter(forward -> forward.getProposal().getPositions(0) < LENGTH)
            .toList();
    assertThat(ofSlots.getFirst().getKeep().getFirstActive()).isEqualTo(20);
    assertThat(ofSlots.getFirst().getKeep().getActiveCount()).isEqualTo(63 - 20);
    assertThat(ofSlots.subList(1, ofSlots.size())).isNotEmpty().allMatch(ForwardRequest::hasReuse);
  }

  @ParameterizedTest
  @EnumSource
  void resumed_afterAnyStep_sameAnswer(Way way) {
    GenerateRequest request = way.request(true).build();
    List<GenerateResponse> events = generate(request);
    Finished whole = events.getLast().getFinished();

    for (int done = 0; done <= events.size() - 2; done += 7) {
      Finished resumed = generate(ResumeRequests.of(request, events, done)).getLast().getFinished();

      assertThat(resumed.getTokenIdsList()).as("after %d", done).isEqualTo(whole.getTokenIdsList());
      assertThat(resumed.getSlotsList()).isEqualTo(whole.getSlotsList());
    }
  }

  @Test
  void template_textWithSlots_isTokenizedPartByPart(@TempDir Path ownFolder) throws IOException {
    Path checkpoint = TextCheckpoint.withTokenizer(ownFolder, Cluster.LLADA);
    try (WorkerServer worker =
            WorkerServer.start(WorkerConfig.of(checkpoint).withCompute(Compute.on("cpu")))
                .awaitReady();
        Cluster text = Cluster.over(config -> config, Cluster.address(worker))) {
      text.awaitModels(1);
      GenerateRequest request =
          GenerateRequest.newBuilder()
              .setTemplate(
                  TemplatePrompt.newBuilder()
                      .addParts(TemplatePart.newBuilder().setText("w1 w2"))
                      .addParts(TemplatePart.newBuilder().setSlots(2))
                      .addParts(TemplatePart.newBuilder().setText("w3")))
              .setDiffusion(DiffusionOptions.newBuilder().setGenLength(4).setSeed(1))
              .setResponse(ResponseOptions.newBuilder().setPromptTokenIds(true))
              .build();
      List<GenerateResponse> events = Lists.newArrayList(text.stub().generate(request));
      Accepted accepted = events.getFirst().getAccepted();
      FilledSlots slots = events.getLast().getFinished().getSlots(0);

      assertThat(accepted.getPromptTokenIdsList()).containsExactly(1, 2, MASK, MASK, 3);
      assertThat(slots.getText())
          .isEqualTo("w" + slots.getTokenIds(0) + " w" + slots.getTokenIds(1));
    }
  }

  private static List<Integer> prompt() {
    return IntStream.range(0, LENGTH)
        .mapToObj(i -> SLOTS.contains(i) ? MASK : i * 7 % 490)
        .toList();
  }

  private static List<Integer> filled(Finished finished) {
    List<Integer> filled = new ArrayList<>(prompt());
    for (FilledSlots slots : finished.getSlotsList()) {
      for (int i = 0; i < slots.getTokenIdsCount(); i++) {
        filled.set(slots.getPosition() + i, slots.getTokenIds(i));
      }
    }
    return filled;
  }

  private static List<GenerateResponse> generate(GenerateRequest request) {
    return Lists.newArrayList(cluster.stub().generate(request));
  }
}
